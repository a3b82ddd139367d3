package dev.tollgate.admin;

import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.Topic;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** A running key-admin with its broker and its database. */
final class AdminSystem implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-integration-tests";

    private static final ReentrantLock LOGGING = new ReentrantLock();

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
                "--tollgate.bootstrap-servers=" + kafka,
                "--tollgate.admin-token=" + TOKEN,
                "--DATABASE_URL=" + database.url(),
                "--DATABASE_USER=" + database.user(),
                "--DATABASE_PASSWORD=" + database.password()));
        arguments.addAll(List.of(settings));
        return new AdminSystem(kafka, database, (ServletWebServerApplicationContext) run(arguments));
    }

    /** Boot sets up the logging of a process first, and two that begin at once would do so in each other's way. */
    private static ConfigurableApplicationContext run(List<String> arguments) {
        LOGGING.lock();
        try {
            return KeyAdminApplication.application()
                    .initializers(afterwards -> LOGGING.unlock())
                    .run(arguments.toArray(String[]::new));
        } finally {
            if (LOGGING.isHeldByCurrentThread()) {
                LOGGING.unlock();
            }
        }
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

    UsageTopic usageTopic() {
        return new UsageTopic(kafka);
    }

    JdbcClient sql() {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    }

    /** Has all of usage-daily read from its beginning, as after a loss of the consumer's offsets. */
    void readUsageAgain() throws ExecutionException, InterruptedException {
        var usage = application.getBean(ConcurrentMessageListenerContainer.class);
        usage.stop();
        Map<TopicPartition, OffsetAndMetadata> starts = IntStream.range(0, Topic.USAGE_DAILY.partitions())
                .mapToObj(partition -> new TopicPartition(Topic.USAGE_DAILY.topicName(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(0)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.alterConsumerGroupOffsets("key-admin", starts).all().get();
        }
        usage.start();
    }

    @Override
    public void close() {
        application.close();
    }
}
