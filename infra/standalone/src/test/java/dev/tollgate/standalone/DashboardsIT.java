package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboards and alerts, asked of a real Prometheus that scrapes a running Tollgate. */
class DashboardsIT {
    private static final Path PROMETHEUS = Path.of("../prometheus");
    private static final Path DASHBOARDS = Path.of("../grafana/dashboards");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tollgate|kafka|jvm|process)_[a-z_]+|\\bup\\b(?=\\{)");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final int port = Ports.free();

    @BeforeEach
    void isInstalled() {
        Programs.require("prometheus");
        Programs.require("promtool");
    }

    @Test
    void shouldFireEachAlertWhereItsOwnTestsSaySo() throws Exception {
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts_test.yml")
                .directory(PROMETHEUS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
        String tests = Files.readString(PROMETHEUS.resolve("alerts_test.yml"));
        assertThat(matches(Pattern.compile("(?<=alert: )\\w+"), Files.readString(PROMETHEUS.resolve("alerts.yml"))))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests).contains(alert));
    }

    @Test
    void shouldHaveAnAnswerToEachQuestion() throws Exception {
        Map<String, String> environment = TollgateProcess.environment(folder.resolve(".tollgate"));
        try (TollgateProcess tollgate = TollgateProcess.standalone(folder, environment)) {
            tollgate.awaitBanner();
            Process prometheus = startPrometheus(environment);
            try {
                await().atMost(PATIENCE).until(this::isReady);
                // Series are there before they grow; a rate needs them to.
                await().atMost(PATIENCE).until(() -> single("sum(up{job=~\".+\"})") == 3);
                useUpTheFreePlan(environment);
                await().atMost(PATIENCE)
                        .until(() -> single("sum(rate(tollgate_decisions_total{outcome=\"quota_exceeded\"}[10s]))") > 0
                                && single("sum(rate(tollgate_metering_events_fresh_total[10s]))") > 0);

                assertThat(unanswered()).isEmpty();
                assertThat(single("sum(increase(tollgate_decisions_total{outcome=\"admitted\"}[1m]))"))
                        .isGreaterThan(50);
                assertThat(ask("ALERTS{alertstate=\"firing\"}")).isEmpty();
            } finally {
                prometheus.destroy();
                assertThat(prometheus.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** The file of the repository, on the ports of this run, and in less time. */
    private Process startPrometheus(Map<String, String> environment) throws IOException {
        String configured = Files.readString(PROMETHEUS.resolve("prometheus.yml"))
                .replace("interval: 10s", "interval: 1s")
                .replace("[alerts.yml]", "['" + PROMETHEUS.resolve("alerts.yml").toAbsolutePath() + "']")
                .replace(":8080", ":" + environment.get("AUTH_API_PORT"))
                .replace(":8081", ":" + environment.get("KEY_ADMIN_PORT"))
                .replace(":8082", ":" + environment.get("METERING_PORT"));
        Path config = Files.writeString(folder.resolve("prometheus.yml"), configured);
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** 100 requests are admitted, ten are not; and one has no key. */
    private static void useUpTheFreePlan(Map<String, String> environment) throws Exception {
        String key = DemoKeys.read(Path.of(environment.getOrDefault("TOLLGATE_DATA_DIR", ""), "demo-keys"))
                .key("free")
                .orElseThrow();
        URI identity = URI.create("http://127.0.0.1:" + environment.get("AUTH_API_PORT") + "/api/v1/identity");
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 110; i++) {
            HttpRequest request = HttpRequest.newBuilder(identity)
                    .header("Authorization", "Bearer " + key)
                    .build();
            answers.add(CLIENT.send(request, BodyHandlers.discarding()).statusCode());
        }
        answers.add(CLIENT.send(HttpRequest.newBuilder(identity).build(), BodyHandlers.discarding())
                .statusCode());
        assertThat(answers).containsOnly(200, 429, 401);
    }

    /** The panels that show nothing, and the metrics of alerts that nobody has; each with its expression. */
    private Map<String, String> unanswered() throws Exception {
        Map<String, String> questions = new TreeMap<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.toList()) {
                for (JsonNode panel : JSON.readTree(file).path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        questions.put(
                                file.getFileName() + ": " + panel.path("title").asString() + " "
                                        + target.path("refId").asString(),
                                target.path("expr").asString());
                    }
                }
            }
        }
        assertThat(questions).hasSizeGreaterThan(40);
        for (String metric : new TreeSet<>(matches(METRIC, Files.readString(PROMETHEUS.resolve("alerts.yml"))))) {
            questions.put("alerts.yml: " + metric, "count(" + metric + ")");
        }
        Map<String, String> unanswered = new TreeMap<>();
        for (Map.Entry<String, String> question : questions.entrySet()) {
            String expression =
                    question.getValue().replace("$__rate_interval", "30s").replace("$__range", "1m");
            if (ask(expression).isEmpty()) {
                unanswered.put(question.getKey(), expression);
            }
        }
        return unanswered;
    }

    private double single(String expression) throws Exception {
        JsonNode result = ask(expression);
        return result.isEmpty()
                ? 0
                : Double.parseDouble(result.path(0).path("value").path(1).asString());
    }

    private JsonNode ask(String expression) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        JsonNode answer = JSON.readTree(CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
        assertThat(answer.path("status").asString())
                .as(answer + " to " + expression)
                .isEqualTo("success");
        return answer.path("data").path("result");
    }

    private boolean isReady() throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/-/ready");
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
