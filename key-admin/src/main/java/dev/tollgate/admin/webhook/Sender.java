package dev.tollgate.admin.webhook;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Sends a message to a receiver, once: no redirect is followed, nothing of the answer but its status is read, and it ends in time. */
final class Sender implements AutoCloseable {
    /** The specification's word of 15 to 30 seconds is for receivers that work; ours may think for ten. */
    private static final Timeout ANSWER_MAX = Timeout.ofSeconds(10);

    private static final Timeout CONNECT_MAX = Timeout.ofSeconds(5);
    private static final Timeout ALL_MAX = Timeout.ofSeconds(15);
    private static final int ERROR_LENGTH_MAX = 200;
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "webhook-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /** @param privateAddresses whether it may send to addresses of this network */
    Sender(boolean privateAddresses) {
        client = HttpClients.custom()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Tollgate")
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(ANSWER_MAX).build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(privateAddresses ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT_MAX)
                                .setSocketTimeout(ANSWER_MAX)
                                .build())
                        .setMaxConnPerRoute(4)
                        .setMaxConnTotal(64)
                        .build())
                .build();
    }

    /**
     * What came of it.
     *
     * @param status of the answer; null if there was none
     * @param error why it is no success; null if it is
     */
    record Sent(@Nullable Integer status, @Nullable String error) {
        boolean isDelivered() {
            return error == null;
        }

        boolean isGone() {
            return status != null && status == 410;
        }
    }

    Sent send(URI url, Map<String, String> headers, String body) {
        HttpPost post = new HttpPost(url);
        headers.forEach(post::setHeader);
        post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON.withCharset(StandardCharsets.UTF_8)));
        // A receiver that answers a byte now and then never times out by itself.
        ScheduledFuture<?> deadline = deadlines.schedule(post::abort, ALL_MAX.toMilliseconds(), TimeUnit.MILLISECONDS);
        try {
            int status = client.execute(post, response -> {
                int code = response.getCode();
                // What else there is of it is not read, and the connection is of no more use.
                post.abort();
                return code;
            });
            return new Sent(status, status / HUNDRED == SUCCESS ? null : "was answered " + status);
        } catch (IOException | IllegalArgumentException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Sent(null, why.length() > ERROR_LENGTH_MAX ? why.substring(0, ERROR_LENGTH_MAX) : why);
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
