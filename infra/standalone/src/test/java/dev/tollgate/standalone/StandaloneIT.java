package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.client.Account;
import dev.tollgate.client.AccountsApi;
import dev.tollgate.client.ApiClient;
import dev.tollgate.client.Key;
import dev.tollgate.client.KeysApi;
import dev.tollgate.embedded.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Map<String, String> environment = Map.of();

    @BeforeEach
    void useFreePorts() {
        environment = TollgateProcess.environment(dataDir());
    }

    @Test
    void shouldShowAKeyThatWorksAndKeepItAndItsCountOverAStopAndAKill() throws Exception {
        // Given
        String key;
        try (TollgateProcess first = start()) {
            MatchResult curl = curl(first.awaitBanner());
            key = curl.group(1);
            assertThat(remaining(curl)).isEqualTo(99);

            // When
            first.terminate();

            // Then
            assertThat(first.awaitExit()).isEqualTo(SIGTERM_STATUS);
            assertThat(first.errors()).isEmpty();
            assertAllPortsFree();
        }
        try (TollgateProcess second = start()) {
            MatchResult curl = curl(second.awaitBanner());
            assertThat(curl.group(1)).isEqualTo(key);
            assertThat(remainingWhenCounted(curl, 1)).isEqualTo(97);
            second.kill();
        }
        try (TollgateProcess third = start()) {
            MatchResult curl = curl(third.awaitBanner());
            assertThat(curl.group(1)).isEqualTo(key);
            assertThat(remainingWhenCounted(curl, 3)).isEqualTo(95);
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

    private TollgateProcess start() throws Exception {
        return TollgateProcess.standalone(folder, environment);
    }

    private static MatchResult curl(String banner) {
        return CURL.matcher(banner).results().findFirst().orElseThrow();
    }

    /** Does what the line says, expects that the gate lets it pass, and returns what it says is left of the day. */
    private static int remaining(MatchResult curl) throws Exception {
        HttpResponse<Void> response = CLIENT.send(
                HttpRequest.newBuilder(URI.create(curl.group(2)))
                        .header("Authorization", "Bearer " + curl.group(1))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(200);
        return Integer.parseInt(
                response.headers().firstValue("X-RateLimit-Remaining").orElseThrow());
    }

    /**
     * Calls twice, and returns what the second answer says: in its first moments, and on a busy machine, a gate may admit
     * by itself before it has heard from the ledger what it had admitted before.
     */
    private int remainingWhenCounted(MatchResult curl, int before) throws Exception {
        remaining(curl);
        awaitUsageCount(before + 1);
        int remaining = remaining(curl);
        awaitUsageCount(before + 2);
        return remaining;
    }

    /** Waits until key-admin shows that the demo key of the Free plan has been used as often. */
    private void awaitUsageCount(long count) throws Exception {
        ApiClient admin = AdminClient.of(environment);
        Account account = new AccountsApi(admin)
                .listAccounts(null, null).getData().stream()
                        .filter(demo -> demo.getPlan().equals("free"))
                        .findFirst()
                        .orElseThrow();
        KeysApi keys = new KeysApi(admin);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(keys.listKeys(account.getId(), null, null, null, null, null, null)
                                .getData())
                        .singleElement()
                        .returns(count, Key::getUsageCount)
                        .returns(count, Key::getUsageToday));
    }

    private Path dataDir() {
        return folder.resolve("data");
    }
}
