package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.KeyAdminApplication;
import dev.tollgate.auth.AuthApiApplication;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.Ports;
import dev.tollgate.metering.MeteringStreamsApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

/** The three applications over TLS: to their callers, to a broker that speaks nothing else, and to the database. */
class SecuredIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOKEN = "a-token-of-the-integration-tests";
    private static final String DATABASE = "tollgate";
    private static final String PASSWORD = "the-password-of-the-broker";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    /** What was started, the last first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final int port = Ports.freePair();

    @SuppressWarnings("NullAway.Init")
    private TestCertificate certificate;

    @SuppressWarnings("NullAway.Init")
    private HttpClient client;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        certificate = TestCertificate.make(folder, "server");
        client = certificate.trustingClient();
        broker = EmbeddedBroker.start(folder.resolve("kafka"), port, sentence -> {}, settings());
        opened.push(broker);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void shouldCarryARequestFromTheGateToTheUsageOfItsKey() throws Exception {
        // Given
        Path properties = client(PASSWORD);
        EmbeddedDatabase database = startDatabase();
        start(MeteringStreamsApplication.application(), "metering", properties);
        URI keyAdmin = startKeyAdmin(properties, database, certificate);
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
        assertThat(sessions(database)).isNotEmpty().allMatch("TLSv1.3"::equals);
        assertThat(get(identity, key.path("key").asString()).headers().firstValue("Strict-Transport-Security"))
                .contains("max-age=31536000");
    }

    @Test
    void shouldNotSpeakToADatabaseThatCannotProveItself() throws Exception {
        EmbeddedDatabase database = startDatabase();
        TestCertificate other = TestCertificate.make(folder, "other");

        assertThatThrownBy(() -> startKeyAdmin(client(PASSWORD), database, other))
                .rootCause()
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void shouldSayThatItIsNotLetIn() throws Exception {
        URI metering = start(MeteringStreamsApplication.application(), "metering", client("a-wrong-password"));

        await().atMost(SOON).untilAsserted(() -> assertThat(get(metering.resolve("/actuator/health/readiness"), TOKEN)
                        .body())
                .contains("does not let this application in")
                .doesNotContain("a-wrong-password"));
    }

    private URI startKeyAdmin(Path properties, EmbeddedDatabase database, TestCertificate trusted) {
        return start(
                KeyAdminApplication.application(),
                "admin",
                properties,
                "--tollgate.admin-token=" + TOKEN,
                "--DATABASE_URL=" + database.jdbcUrl(DATABASE) + "?sslmode=verify-full&sslrootcert=" + trusted.pem(),
                "--DATABASE_USER=" + database.applicationUser(),
                "--DATABASE_PASSWORD=" + database.applicationPassword(),
                "--DATABASE_OWNER=" + database.user(),
                "--DATABASE_OWNER_PASSWORD=" + database.password());
    }

    private URI start(SpringApplicationBuilder application, String name, Path properties, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--KAFKA_BOOTSTRAP_SERVERS=" + broker.bootstrapServers());
        arguments.add("--KAFKA_CLIENT_PROPERTIES=" + properties);
        arguments.add("--TOLLGATE_DATA_DIR=" + folder.resolve(name));
        arguments.addAll(certificate.serverSettings());
        ConfigurableApplicationContext started = application.run(arguments.toArray(String[]::new));
        opened.push(started);
        return URI.create("https://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port"));
    }

    /** One that takes TLS. Its key has to be a file of the user that it runs as, so it is told to write it. */
    private EmbeddedDatabase startDatabase() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgresql"), Ports.free());
        opened.push(database);
        database.createDatabase(DATABASE);
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(writing("server.crt", certificate.pem()));
            statement.execute(writing("server.key", certificate.privateKey()));
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
        return database;
    }

    private static String writing(String file, Path content) throws IOException {
        return "COPY (SELECT unnest(string_to_array('%s', E'\\n'))) TO PROGRAM 'umask 077; cat > %s'"
                .formatted(Files.readString(content), file);
    }

    /** The versions of TLS that the application's sessions at the database speak. */
    private static List<String> sessions(EmbeddedDatabase database) throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT coalesce(version, 'none') FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                + " WHERE usename = '" + database.applicationUser() + "'")) {
            while (found.next()) {
                versions.add(found.getString(1));
            }
        }
        return versions;
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(DATABASE), database.user(), database.password());
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
        settings.put("ssl.keystore.location", certificate.keyStore().toString());
        settings.put("ssl.keystore.password", certificate.password());
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", certificate.pem().toString());
        return settings;
    }

    private Path client(String password) throws Exception {
        return Files.writeString(
                folder.resolve("client.properties"),
                String.join(
                        "\n",
                        "security.protocol=SASL_SSL",
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + certificate.pem(),
                        "sasl.mechanism=PLAIN",
                        "sasl.jaas.config=" + login(password, "")));
    }

    private static String login(String password, String users) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\""
                + password + "\"" + users + ";";
    }

    private JsonNode post(URI uri, String body) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> get(URI uri, String token) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }
}
