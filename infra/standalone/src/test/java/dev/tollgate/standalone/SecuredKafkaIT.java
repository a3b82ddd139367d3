package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.KeyAdminApplication;
import dev.tollgate.auth.AuthApiApplication;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.metering.MeteringStreamsApplication;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The three applications at a broker that speaks TLS only, and lets in nobody without a password. */
class SecuredKafkaIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOKEN = "a-token-of-the-integration-tests";
    private static final String PASSWORD = "the-password-of-the-broker";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();
    private final int port = Ports.freePair();

    @SuppressWarnings("NullAway.Init")
    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        keytool("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", "-alias", "broker", "-rfc", "-file", certificate());
        broker = EmbeddedBroker.start(folder.resolve("kafka"), port, sentence -> {}, settings());
    }

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
        broker.close();
    }

    @Test
    void shouldCarryARequestFromTheGateToTheUsageOfItsKey() throws Exception {
        // Given
        Path properties = client(PASSWORD);
        Database database = BackingServices.shared().newDatabase();
        start(MeteringStreamsApplication.application(), "metering", properties);
        URI keyAdmin = start(
                KeyAdminApplication.application(),
                "admin",
                properties,
                "--tollgate.admin-token=" + TOKEN,
                "--DATABASE_URL=" + database.url(),
                "--DATABASE_USER=" + database.applicationUser(),
                "--DATABASE_PASSWORD=" + database.applicationPassword(),
                "--DATABASE_OWNER=" + database.user(),
                "--DATABASE_OWNER_PASSWORD=" + database.password());
        URI gate = start(AuthApiApplication.application(), "gate", properties);
        JsonNode account = post(keyAdmin.resolve("/api/v1/accounts"), "{\"name\": \"x\", \"plan\": \"free\"}");
        JsonNode key = post(
                keyAdmin.resolve("/api/v1/accounts/" + account.path("id").asString() + "/keys"), "{\"name\": \"x\"}");
        URI identity = gate.resolve("/api/v1/identity");

        // When
        await().atMost(SOON)
                .until(() -> get(identity, key.path("key").asString()).statusCode() == 200);

        // Then
        URI shown = keyAdmin.resolve("/api/v1/keys/" + key.path("id").asString());
        await().atMost(SOON)
                .until(() -> JSON.readTree(get(shown, TOKEN).body())
                                .path("usage_count")
                                .asInt()
                        >= 1);
    }

    @Test
    void shouldSayThatItIsNotLetIn() throws Exception {
        URI metering = start(MeteringStreamsApplication.application(), "metering", client("a-wrong-password"));

        await().atMost(SOON).untilAsserted(() -> assertThat(get(metering.resolve("/actuator/health/readiness"), TOKEN)
                        .body())
                .contains("does not let this application in")
                .doesNotContain("a-wrong-password"));
    }

    private URI start(SpringApplicationBuilder application, String name, Path properties, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--KAFKA_BOOTSTRAP_SERVERS=" + broker.bootstrapServers());
        arguments.add("--KAFKA_CLIENT_PROPERTIES=" + properties);
        arguments.add("--TOLLGATE_DATA_DIR=" + folder.resolve(name));
        ConfigurableApplicationContext started = application.run(arguments.toArray(String[]::new));
        applications.add(started);
        return URI.create("http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port"));
    }

    /** The only listener for clients, and for the broker itself, is one of SASL over TLS. */
    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        String listener = "SECURED://127.0.0.1:" + port;
        settings.put("listeners", listener + ",CONTROLLER://127.0.0.1:" + (port + 1));
        settings.put("advertised.listeners", listener);
        settings.put("listener.security.protocol.map", "SECURED:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SECURED");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("listener.name.secured.plain.sasl.jaas.config", login(PASSWORD, " user_app=\"" + PASSWORD + "\""));
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", folder.resolve("broker.p12").toString());
        settings.put("ssl.keystore.password", PASSWORD);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", certificate());
        return settings;
    }

    private Path client(String password) throws Exception {
        return Files.writeString(
                folder.resolve("client.properties"),
                String.join(
                        "\n",
                        "security.protocol=SASL_SSL",
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + certificate(),
                        "sasl.mechanism=PLAIN",
                        "sasl.jaas.config=" + login(password, "")));
    }

    private static String login(String password, String users) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\""
                + password + "\"" + users + ";";
    }

    private String certificate() {
        return folder.resolve("broker.pem").toString();
    }

    private void keytool(String... what) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(what));
        command.addAll(List.of("-keystore", folder.resolve("broker.p12").toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    private static JsonNode post(URI uri, String body) throws Exception {
        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> get(URI uri, String token) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }
}
