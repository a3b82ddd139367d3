package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the applications over HTTP, as a gateway or a cluster would, whether they are ready. */
final class Readiness implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(10);
    private static final int READY = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();
    private final Map<Part, URI> urls;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tollgate-readiness");
        thread.setDaemon(true);
        return thread;
    });

    /** Who was not ready when last asked; touched by the watching thread only. */
    private Set<Part> missing = EnumSet.noneOf(Part.class);

    Readiness(Map<Part, URI> urls) {
        this.urls = urls;
    }

    /**
     * Returns when all are ready.
     *
     * @param failure what a part that gives up says
     * @throws ServerStartException if one gives up, or is not ready in time
     */
    void await(CompletableFuture<String> failure) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        for (Set<Part> waiting = notReady(); !waiting.isEmpty(); waiting = notReady()) {
            if (System.nanoTime() > deadline) {
                throw new ServerStartException("After " + START_TIMEOUT.toSeconds() + " s not ready: " + titles(waiting)
                        + ". Ask " + urls.get(waiting.iterator().next()) + " or the log why.");
            }
            pause(failure);
        }
    }

    private static void pause(CompletableFuture<String> failure) {
        try {
            throw new ServerStartException(failure.get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            LOG.trace("Nobody has given up", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while waiting for the applications.", e);
        }
    }

    /** From now on says so in the log when one is no longer ready, and when it is again. */
    void watch() {
        var unused = watch.scheduleWithFixedDelay(
                this::look, WATCH_INTERVAL.toMillis(), WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        Set<Part> now = notReady();
        if (!now.equals(missing)) {
            if (now.isEmpty()) {
                LOG.warn("All applications are ready again");
            } else {
                LOG.warn("Not ready: {}", titles(now));
            }
            missing = now;
        }
    }

    private Set<Part> notReady() {
        Set<Part> waiting = EnumSet.noneOf(Part.class);
        urls.forEach((part, url) -> {
            if (!isReady(url)) {
                waiting.add(part);
            }
        });
        return waiting;
    }

    private boolean isReady(URI url) {
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(ANSWER_TIMEOUT).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == READY;
        } catch (IOException e) {
            LOG.debug("{} does not answer", url, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String titles(Collection<Part> parts) {
        return parts.stream().map(Part::title).collect(Collectors.joining(", "));
    }

    /** Stops watching. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
