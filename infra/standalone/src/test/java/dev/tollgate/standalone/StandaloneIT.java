package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.embedded.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the one process: what it shows, how it stops, and what it finds again. */
class StandaloneIT {
    private static final int SIGTERM_STATUS = 128 + 15;
    private static final Pattern CURL =
            Pattern.compile("curl -i -H \"Authorization: Bearer (\\S+)\" (http://\\S+/api/v1/identity)");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void useFreePorts() {
        environment.put("TOLLGATE_DATA_DIR", dataDir().toString());
        environment.put("KAFKA_PORT", Integer.toString(Ports.freePair()));
        for (String port : new String[] {"AUTH_API_PORT", "KEY_ADMIN_PORT", "METERING_PORT", "POSTGRES_PORT"}) {
            environment.put(port, Integer.toString(Ports.free()));
        }
    }

    @Test
    void shouldShowAKeyThatWorksAndTheSameAgainAfterAStopAndAfterAKill() throws Exception {
        // Given
        String key;
        try (StandaloneProcess first = start()) {
            MatchResult curl = curl(first.awaitBanner());
            key = curl.group(1);
            assertThat(status(curl)).isEqualTo(200);

            // When
            first.terminate();

            // Then
            assertThat(first.awaitExit()).isEqualTo(SIGTERM_STATUS);
            assertThat(first.errors()).isEmpty();
            assertAllPortsFree();
        }
        try (StandaloneProcess second = start()) {
            assertThat(curl(second.awaitBanner()).group(1)).isEqualTo(key);
            second.kill();
        }
        try (StandaloneProcess third = start()) {
            MatchResult curl = curl(third.awaitBanner());
            assertThat(curl.group(1)).isEqualTo(key);
            assertThat(status(curl)).isEqualTo(200);
        }
        assertNoSecretIsInTheLogOrReadableByOthers(key);
    }

    private void assertAllPortsFree() {
        environment.forEach((variable, value) -> {
            if (variable.endsWith("_PORT")) {
                Ports.requireFree(Integer.parseInt(value), "the test", variable);
            }
        });
    }

    private void assertNoSecretIsInTheLogOrReadableByOthers(String key) throws Exception {
        String token = Files.readString(dataDir().resolve("admin-token")).strip();
        String password =
                Files.readString(dataDir().resolve("postgresql/password")).strip();
        assertThat(Files.readString(dataDir().resolve("logs/tollgate.log")))
                .contains("All parts are ready")
                .doesNotContain(key, token, password);
        for (Path secret : Stream.of("demo-keys", "admin-token", "postgresql/password")
                .map(dataDir()::resolve)
                .toList()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .as("permissions of %s", secret)
                    .isEqualTo("rw-------");
        }
    }

    private StandaloneProcess start() throws Exception {
        return StandaloneProcess.start(folder, environment);
    }

    private static MatchResult curl(String banner) {
        return CURL.matcher(banner).results().findFirst().orElseThrow();
    }

    private static int status(MatchResult curl) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(curl.group(2)))
                .header("Authorization", "Bearer " + curl.group(1))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Path dataDir() {
        return folder.resolve("data");
    }
}
