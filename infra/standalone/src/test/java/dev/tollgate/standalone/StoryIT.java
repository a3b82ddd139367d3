package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.client.Account;
import dev.tollgate.client.AccountsApi;
import dev.tollgate.client.ApiClient;
import dev.tollgate.client.ApiException;
import dev.tollgate.client.Enforcement;
import dev.tollgate.client.KeysApi;
import dev.tollgate.client.MadeKey;
import dev.tollgate.client.NewAccount;
import dev.tollgate.client.NewKey;
import dev.tollgate.client.NewPlan;
import dev.tollgate.client.PlansApi;
import dev.tollgate.client.UsageApi;
import dev.tollgate.client.UsageTotal;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the documentation promises, done by the documentation's own lines, over HTTP, with all parts running. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static Map<String, String> environment;
    private static TollgateProcess tollgate;
    private static ApiClient admin;

    @BeforeAll
    static void start() throws Exception {
        environment = TollgateProcess.environment(folder.resolve(".tollgate"));
        tollgate = TollgateProcess.standalone(folder, environment);
        tollgate.awaitBanner();
        admin = AdminClient.of(environment);
    }

    @AfterAll
    static void stop() {
        tollgate.close();
    }

    @Test
    void shouldGoAsTheReadmeSays() throws Exception {
        List<String> lines = MarkdownPage.read("README.md")
                .with("127.0.0.1:8080", "127.0.0.1:" + environment.get("AUTH_API_PORT"))
                .with("127.0.0.1:8081", "127.0.0.1:" + environment.get("KEY_ADMIN_PORT"))
                .blocks("sh");
        assertThat(lines).hasSize(9);
        try (Terminal terminal = Terminal.in(folder)) {
            assertThat(terminal.paste(lines.get(0))).contains("\"name\":\"Acme\"", "\"plan\":\"free\"");
            assertThat(terminal.paste(lines.get(1))).contains("\"key\":\"tg", "\"name\":\"Workflow integration\"");
            assertThat(pasteUntil(terminal, lines.get(2), "HTTP/1.1 200"))
                    .contains("X-RateLimit-Limit: 100\n", "X-RateLimit-Remaining: 99\n", "X-RateLimit-Reset: ")
                    .contains("\"account\":{", "\"name\":\"Acme\"", "\"usage_today\":1");
            assertThat(pasteUntil(terminal, lines.get(3), "\"usage_count\":1,"))
                    .contains("\"usage_today\":1")
                    .containsPattern("\"last_used_at\":\"20[0-9-]+T[0-9:.]+Z\"");
            assertThat(terminal.paste(lines.get(4)))
                    .contains("HTTP/1.1 429", "X-RateLimit-Remaining: 0\n")
                    .containsPattern("Retry-After: ([0-9]+)\n(?s:.*)\\{\"error\":\"Rate limit"
                            + " exceeded\",\"retry_after\":\\1\\}");
            assertThat(pasteUntil(terminal, lines.get(5), "HTTP/1.1 200"))
                    .contains("X-RateLimit-Limit: 1000\n", "X-RateLimit-Remaining: 899\n");
            assertThat(terminal.paste(lines.get(6))).contains("\"key\":\"tg", "\"name\":\"Workflow integration\"");
            assertThat(pasteUntil(terminal, lines.get(7), "HTTP/1.1 200"))
                    .contains("X-RateLimit-Limit: 1000\n", "X-RateLimit-Remaining: 898\n");
            assertThat(pasteUntil(terminal, lines.get(8), "HTTP/1.1 401"))
                    .contains("WWW-Authenticate: Bearer", "{\"error\":\"API key has been revoked\"}");
        }
    }

    /** A person is slower than the way of a change to the gate, which takes milliseconds; a test is not. */
    private static String pasteUntil(Terminal terminal, String lines, String expected) {
        return await("\"" + expected + "\" after: " + lines)
                .atMost(PATIENCE)
                .until(() -> terminal.paste(lines).replace("\r", ""), printed -> printed.contains(expected));
    }

    @ParameterizedTest
    @CsvSource({"sh, bash -c", "js, node -e", "python, python3 -c"})
    void shouldAnswerTheExampleOfALanguage(String language, String interpreter) throws Exception {
        // Given
        String[] command = interpreter.split(" ", 2);
        assumeTrue(succeeds(command[0], "--version"), command[0] + " is not installed");
        assumeTrue(!language.equals("python") || succeeds("python3", "-c", "import requests"), "requests is missing");
        MadeKey key = newKey("enterprise");
        awaitStatus(gate(), key, 200);
        List<String> examples = MarkdownPage.read("docs/clients.md")
                .with("https://api.example.com", "http://127.0.0.1:" + environment.get("AUTH_API_PORT"))
                .with("<your-api-key>", key.getKey())
                .blocks(language);

        // When
        Process process = new ProcessBuilder(command[0], command[1], examples.get(0))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(examples).hasSize(1);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).contains(key.getId()).doesNotContain(key.getKey());
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // it is not installed
        }
    }

    @Test
    void shouldShareTheQuotaWithAGatewayThatJoins() throws Exception {
        int port = Ports.free();
        Map<String, String> joiningEnvironment = Map.of(
                "AUTH_API_PORT", Integer.toString(port),
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + environment.get("KAFKA_PORT"),
                "TOLLGATE_DATA_DIR", folder.resolve("joining").toString());
        List<URI> gates = List.of(gate(), gate(port));
        try (TollgateProcess joining = TollgateProcess.authApi(folder, joiningEnvironment)) {
            // Given: both know the key, and have admitted a request of it; its plan admits nothing without an allowance
            joining.awaitOk(gates.get(1).resolve("/actuator/health/readiness"));
            NewPlan strict =
                    new NewPlan().id("strict").name("Strict").dailyLimit(100L).enforcement(Enforcement.STRICT);
            new PlansApi(admin).createPlan(strict, null);
            MadeKey key = newKey("strict");
            for (URI gate : gates) {
                awaitStatus(gate, key, 200);
            }

            // When: both are asked at once for more than is left
            List<Integer> statuses = callAtOnce(gates, key, 160);

            // Then: one quota was admitted between them, to the last request, and each was counted once
            assertThat(statuses).containsOnly(200, 429);
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(100 - gates.size());
            UsageTotal all = new UsageTotal().admitted(100L).admittedRequests(100L);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(usage(key))
                    .usingRecursiveComparison()
                    .ignoringFields("refusedRequests")
                    .isEqualTo(all));

            // And: both hear of its end
            new KeysApi(admin).deleteKey(key.getId(), null);
            for (URI gate : gates) {
                awaitStatus(gate, key, 401);
            }
        }
    }

    private static List<Integer> callAtOnce(List<URI> gates, MadeKey key, int requests) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                URI gate = gates.get(i % gates.size());
                answers.add(clients.submit(() -> finalStatus(gate, key)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            clients.shutdownNow();
        }
    }

    private static void awaitStatus(URI gate, MadeKey key, int status) {
        await().atMost(PATIENCE).until(() -> status(gate, key), answered -> answered == status);
    }

    /** Asks again where no allowance came in time, as the answer says. */
    private static int finalStatus(URI gate, MadeKey key) {
        return await().atMost(PATIENCE).until(() -> status(gate, key), answered -> answered != 503);
    }

    private static int status(URI gate, MadeKey key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gate)
                .header("Authorization", "Bearer " + key.getKey())
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static URI gate() {
        return gate(Integer.parseInt(environment.getOrDefault("AUTH_API_PORT", "")));
    }

    private static URI gate(int port) {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/identity");
    }

    /** A key of a new account. */
    private static MadeKey newKey(String plan) throws ApiException {
        Account account = new AccountsApi(admin)
                .createAccount(new NewAccount().name("Story").plan(plan), null);
        return new KeysApi(admin).createKey(account.getId(), new NewKey().name("story"), null);
    }

    private static UsageTotal usage(MadeKey key) throws ApiException {
        return new UsageApi(admin).keyUsage(key.getId(), null, null, null).getTotal();
    }
}
