package dev.tollgate.chaos.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What the applications say of themselves. One that does not answer is not ready and has no metrics. */
public final class Actuator {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** Whether the application at {@code address} is ready. */
    public boolean isReady(URI address) {
        HttpResponse<String> response = get(address.resolve("/actuator/health/readiness"));
        return response != null && response.statusCode() == OK;
    }

    /** Whether {@code url} answers 200 to the holder of a key. */
    public boolean isOk(URI url, String key) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(url).header("Authorization", "Bearer " + key));
        return response != null && response.statusCode() == OK;
    }

    /** The sum of a metric over its labels; empty if the application does not answer or does not have it. */
    public OptionalDouble metric(URI address, String name) {
        HttpResponse<String> response = get(address.resolve("/actuator/prometheus"));
        if (response == null || response.statusCode() != OK) {
            return OptionalDouble.empty();
        }
        double[] values = response.body()
                .lines()
                .filter(line -> line.matches(name + "(\\{.*})? .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }

    private @Nullable HttpResponse<String> get(URI url) {
        return send(HttpRequest.newBuilder(url));
    }

    private @Nullable HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null; // it is away, or stopped: that is the answer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
