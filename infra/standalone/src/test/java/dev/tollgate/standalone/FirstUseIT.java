package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.client.Account;
import dev.tollgate.client.AccountsApi;
import dev.tollgate.client.ApiClient;
import dev.tollgate.client.ImportsApi;
import dev.tollgate.client.Key;
import dev.tollgate.client.KeyImport;
import dev.tollgate.client.KeysApi;
import dev.tollgate.client.NewAccount;
import dev.tollgate.client.NewImport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that only the system before Tollgate can check are taken over when they are first used; with all parts, over HTTP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstUseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String FIRST = "oldkey-of-the-shop-7Vq2";
    private static final String CROWDED = "oldkey-of-a-crowd-9sRt";
    private static final String LATER = "oldkey-of-later-4kLm";

    @TempDir
    private Path folder;

    @Test
    void shouldTakeOverWhatTheOldSystemKnowsAndAskItOnce() throws Exception {
        Map<String, String> environment = TollgateProcess.environment(folder.resolve(".tollgate"));
        try (LegacyKeys legacy = new LegacyKeys("of-the-gate")) {
            environment.put("TOLLGATE_OLD_SYSTEM_URL", legacy.address());
            environment.put("TOLLGATE_OLD_SYSTEM_TOKEN", "of-the-gate");
            try (TollgateProcess tollgate = TollgateProcess.standalone(folder, environment)) {
                tollgate.awaitBanner();
                ApiClient admin = AdminClient.of(environment);
                URI gate = URI.create("http://127.0.0.1:" + environment.get("AUTH_API_PORT") + "/api/v1/identity");
                Account account = new AccountsApi(admin)
                        .createAccount(new NewAccount().name("Old shop").plan("free"), null);
                for (String key : List.of(FIRST, CROWDED, LATER)) {
                    legacy.know(key, account.getId());
                }

                // Nobody has said that keys may be taken over.
                assertThat(call(gate, FIRST).statusCode()).isEqualTo(503);

                KeyImport open = new ImportsApi(admin).createImport(new NewImport().onFirstUse(true), null);
                HttpResponse<String> first = call(gate, FIRST);
                assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
                assertThat(first.headers().firstValue("X-RateLimit-Remaining")).contains("99");
                assertThat(first.body()).contains("\"account\":{\"id\":\"" + account.getId());
                int asked = legacy.asked();

                assertThat(call(gate, FIRST).headers().firstValue("X-RateLimit-Remaining"))
                        .contains("98");
                assertThat(legacy.asked()).as("it is known now").isEqualTo(asked);

                assertThat(callAtOnce(gate, CROWDED, 20)).containsOnly(200);
                assertThat(legacy.asked()).as("once for all of them").isEqualTo(asked + 1);

                assertThat(call(gate, "oldkey-that-nobody-made").statusCode()).isEqualTo(401);

                legacy.stop();
                assertThat(call(gate, LATER).statusCode()).isEqualTo(503);
                assertThat(call(gate, FIRST).statusCode()).isEqualTo(200);

                KeyImport now = new ImportsApi(admin).showImport(open.getId());
                assertThat(now.getImported()).isEqualTo(2);
                assertThat(now.getRefused()).isZero();
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(new KeysApi(admin)
                                .listKeys(account.getId(), null, null, null, null, null, null)
                                .getData())
                        .extracting(Key::getUsageCount)
                        .containsExactlyInAnyOrder(3L, 20L));
                assertThat(metrics(environment)).doesNotContain(FIRST, CROWDED, LATER);
                assertThat(new ImportsApi(admin).endImport(open.getId(), null).getState())
                        .isEqualTo(KeyImport.StateEnum.DONE);
            }
        }
        assertThat(filesWith(FIRST, CROWDED, LATER)).isEmpty();
    }

    private static List<Integer> callAtOnce(URI gate, String key, int requests) {
        List<CompletableFuture<Integer>> answers = IntStream.range(0, requests)
                .mapToObj(n -> CLIENT.sendAsync(request(gate, key), BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpResponse<String> call(URI gate, String key) throws IOException, InterruptedException {
        return CLIENT.send(request(gate, key), BodyHandlers.ofString());
    }

    private static String metrics(Map<String, String> environment) throws IOException, InterruptedException {
        StringBuilder metrics = new StringBuilder();
        for (String port : List.of("AUTH_API_PORT", "KEY_ADMIN_PORT", "METERING_PORT")) {
            URI uri = URI.create("http://127.0.0.1:" + environment.get(port) + "/actuator/prometheus");
            HttpResponse<String> scraped =
                    CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(scraped.body()).as(port).contains("jvm_memory_used_bytes");
            metrics.append(scraped.body());
        }
        return metrics.toString();
    }

    private static HttpRequest request(URI gate, String key) {
        return HttpRequest.newBuilder(gate)
                .header("Authorization", "Bearer " + key)
                .build();
    }

    /** Of all that Tollgate has written: topics, tables, journal, logs. */
    private List<Path> filesWith(String... keys) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(100);
            return all.stream().filter(file -> holds(file, keys)).toList();
        }
    }

    private static boolean holds(Path file, String... keys) {
        try {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Stream.of(keys).anyMatch(bytes::contains);
        } catch (IOException e) {
            throw new AssertionError("What Tollgate has written cannot be read.", e);
        }
    }
}
