package dev.tollgate.admin;

import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A running key-admin with its broker and its database. */
final class AdminSystem implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-integration-tests";

    /** What all instances in this process have logged, as an operator reads it. */
    private static final Path LOG = temporaryFile();

    private final String kafka;
    private final Database database;
    private final ServletWebServerApplicationContext application;

    private AdminSystem(String kafka, Database database, ServletWebServerApplicationContext application) {
        this.kafka = kafka;
        this.database = database;
        this.application = application;
    }

    private static final class Shared {
        static final AdminSystem INSTANCE = start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase())
                .whenReady();
    }

    /** The one that all tests share which need none to themselves. It ends with this process. */
    static AdminSystem shared() {
        return Shared.INSTANCE;
    }

    static AdminSystem start(String kafka, Database database, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.file.name=" + LOG,
                "--tollgate.bootstrap-servers=" + kafka,
                "--tollgate.admin-token=" + TOKEN,
                "--DATABASE_URL=" + database.url(),
                "--DATABASE_USER=" + database.user(),
                "--DATABASE_PASSWORD=" + database.password()));
        arguments.addAll(List.of(settings));
        return new AdminSystem(kafka, database, (ServletWebServerApplicationContext)
                KeyAdminApplication.application().run(arguments.toArray(String[]::new)));
    }

    /** Another instance on the same broker and database. */
    AdminSystem another() {
        return start(kafka, database).whenReady();
    }

    AdminSystem whenReady() {
        await().atMost(Duration.ofSeconds(60)).until(this::isReady);
        return this;
    }

    boolean isReady() {
        return http().get("/actuator/health/readiness").status() == 200;
    }

    AdminClient http() {
        return new AdminClient(
                Objects.requireNonNull(application.getWebServer()).getPort(), TOKEN);
    }

    Topics topics() {
        return new Topics(kafka);
    }

    JdbcClient sql() {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    }

    static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("key-admin", ".log");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
