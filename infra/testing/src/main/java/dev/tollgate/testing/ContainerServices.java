package dev.tollgate.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The services in containers. */
final class ContainerServices implements BackingServices {
    private static final String KAFKA_IMAGE = "apache/kafka:4.2.2";
    private static final String POSTGRES_IMAGE = "postgres:18";

    /** The helper with which Testcontainers removes what a killed JVM leaves. */
    private static final String REAPER_IMAGE = "testcontainers/ryuk:0.14.0";

    /** The role of applications, and its password, in a server that lives as long as the tests. */
    private static final String APPLICATION = "tollgate_app";

    private final KafkaContainer kafka;
    private final PostgreSQLContainer postgres;
    private final AtomicLong databases = new AtomicLong();

    private ContainerServices(KafkaContainer kafka, PostgreSQLContainer postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /** The images that will be asked for. */
    static List<String> images(Map<String, String> environment) {
        return Boolean.parseBoolean(environment.get("TESTCONTAINERS_RYUK_DISABLED"))
                ? List.of(KAFKA_IMAGE, POSTGRES_IMAGE)
                : List.of(KAFKA_IMAGE, POSTGRES_IMAGE, REAPER_IMAGE);
    }

    static BackingServices start() {
        KafkaContainer kafka = new KafkaContainer(KAFKA_IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4");
        PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES_IMAGE);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            kafka.stop();
            postgres.stop();
        }));
        Startables.deepStart(Stream.of(kafka, postgres)).join();
        return new ContainerServices(kafka, postgres);
    }

    @Override
    public String kafkaBootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public Database newDatabase() {
        long number = databases.incrementAndGet();
        String name = "test_" + number;
        try (Connection connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                Statement statement = connection.createStatement()) {
            if (number == 1) {
                statement.execute("CREATE ROLE " + APPLICATION + " LOGIN PASSWORD '" + APPLICATION + "'");
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + name + " could not be created.", e);
        }
        String url = "jdbc:postgresql://" + postgres.getHost() + ":"
                + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + name;
        return new Database(url, postgres.getUsername(), postgres.getPassword(), APPLICATION, APPLICATION);
    }
}
