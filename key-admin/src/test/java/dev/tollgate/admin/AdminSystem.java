package dev.tollgate.admin;

import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.contracts.Topic;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A running key-admin with its broker and its database. */
final class AdminSystem implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-integration-tests";

    private static final ReentrantLock LOGGING = new ReentrantLock();

    private final String kafka;
    private final Database database;
    private final String token;
    private final ServletWebServerApplicationContext application;

    private AdminSystem(String kafka, Database database, String token, ServletWebServerApplicationContext application) {
        this.kafka = kafka;
        this.database = database;
        this.token = token;
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
        List<String> arguments = arguments(kafka, database);
        arguments.add("--tollgate.admin-token=" + TOKEN);
        arguments.addAll(List.of(settings));
        return new AdminSystem(kafka, database, TOKEN, (ServletWebServerApplicationContext) run(arguments));
    }

    /** One whose time {@code clock} tells. */
    static AdminSystem startAt(Clock clock, String kafka, Database database) {
        List<String> arguments = arguments(kafka, database);
        arguments.add("--tollgate.admin-token=" + TOKEN);
        SpringApplicationBuilder application = KeyAdminApplication.application()
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("testClock", Clock.class, () -> clock, bean -> bean.setPrimary(true)));
        return new AdminSystem(
                kafka, database, TOKEN, (ServletWebServerApplicationContext) run(application, arguments));
    }

    /** One whose admin token nobody has given: it is made, and kept in {@code folder}. */
    static AdminSystem startWithMadeToken(String kafka, Database database, Path folder) throws IOException {
        List<String> arguments = arguments(kafka, database);
        arguments.add("--tollgate.data-dir=" + folder);
        var application = (ServletWebServerApplicationContext) run(arguments);
        String token = Files.readString(folder.resolve("admin-token")).strip();
        return new AdminSystem(kafka, database, token, application).whenReady();
    }

    private static List<String> arguments(String kafka, Database database) {
        return new ArrayList<>(List.of(
                "--server.port=0",
                "--tollgate.bootstrap-servers=" + kafka,
                "--DATABASE_URL=" + database.url(),
                "--DATABASE_USER=" + database.applicationUser(),
                "--DATABASE_PASSWORD=" + database.applicationPassword(),
                "--DATABASE_OWNER=" + database.user(),
                "--DATABASE_OWNER_PASSWORD=" + database.password()));
    }

    private static ConfigurableApplicationContext run(List<String> arguments) {
        return run(KeyAdminApplication.application(), arguments);
    }

    /** Boot sets up the logging of a process first, and two that begin at once would do so in each other's way. */
    private static ConfigurableApplicationContext run(SpringApplicationBuilder application, List<String> arguments) {
        LOGGING.lock();
        try {
            return application.initializers(afterwards -> LOGGING.unlock()).run(arguments.toArray(String[]::new));
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
                Objects.requireNonNull(application.getWebServer()).getPort(), token);
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

    Database database() {
        return database;
    }

    /** All that our controllers answer, such as {@code GET /api/v1/plans/{id}}. */
    Set<String> endpoints() {
        return handlers().keySet();
    }

    /** The rights that each of {@link #endpoints} needs; none where anybody may call. */
    Map<String, List<String>> rights() {
        Map<String, List<String>> rights = new TreeMap<>();
        handlers().forEach((endpoint, handler) -> {
            Needs needs = handler.getMethodAnnotation(Needs.class);
            rights.put(
                    endpoint,
                    needs == null
                            ? List.of()
                            : Arrays.stream(needs.value()).map(Right::word).toList());
        });
        return rights;
    }

    private Map<String, HandlerMethod> handlers() {
        Map<String, HandlerMethod> handlers = new TreeMap<>();
        application
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> mapping.getPatternValues()
                                .forEach(pattern -> handlers.put(method + " " + pattern, handler))));
        return handlers;
    }

    /** Has unusual use looked for in a few seconds, and not only when it is due. */
    void lookForUnusualUse() {
        SmartLifecycle watch = application.getBean("unusualHoursWatch", SmartLifecycle.class);
        watch.stop();
        watch.start();
    }

    /** Has what is seldom looked at looked at now. */
    void lookForAlerts() {
        SmartLifecycle alerts = application.getBean("slowAlerting", SmartLifecycle.class);
        alerts.stop();
        alerts.start();
    }

    /** Has usage not read any more, until {@link #goOnReadingUsage}. */
    void stopReadingUsage() {
        application
                .getBean("usageContainer", ConcurrentMessageListenerContainer.class)
                .stop();
    }

    void goOnReadingUsage() {
        application
                .getBean("usageContainer", ConcurrentMessageListenerContainer.class)
                .start();
    }

    /** Has nothing billed until {@link #bill}. */
    void stopBilling() {
        application.getBean("billingRun", SmartLifecycle.class).stop();
    }

    /** Has what is due billed now, and not only when it is its time. */
    void bill() {
        SmartLifecycle run = application.getBean("billingRun", SmartLifecycle.class);
        run.stop();
        run.start();
    }

    /** Has an account had its plan, at some price, for three months already; the number of an invoice that it gets. */
    String invoiceOf(String account) {
        JdbcClient sql = sql();
        sql.sql(
                        "INSERT INTO plan_prices (plan_id, version, effective_from, for_existing, terms, at)"
                                + " SELECT plan_id, 1, '2020-01-01', true, ?::jsonb, now() FROM accounts WHERE id = ? ON CONFLICT DO NOTHING")
                .params(
                        "{\"currency\": \"EUR\", \"interval\": \"month\", \"base_fee\": \"29.00\", \"included_per\": \"key\", \"trial_days\": 0}",
                        account)
                .update();
        sql.sql("UPDATE subscriptions SET since = since - interval '3 months' WHERE account_id = ?")
                .param(account)
                .update();
        sql.sql(
                        "UPDATE billing_accounts SET anchor = anchor - interval '3 months', unbilled_from = unbilled_from - interval"
                                + " '3 months', unbilled_until = anchor - interval '2 months' WHERE account_id = ?")
                .param(account)
                .update();
        bill();
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> sql.sql("SELECT number FROM invoices WHERE account_id = ? ORDER BY number LIMIT 1")
                                .param(account)
                                .query(String.class)
                                .optional()
                                .orElse(""),
                        number -> !number.isEmpty());
    }

    /** Has all of usage-daily read from its beginning, as after a loss of the consumer's offsets. */
    void readUsageAgain() throws ExecutionException, InterruptedException {
        var usage = application.getBean("usageContainer", ConcurrentMessageListenerContainer.class);
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
