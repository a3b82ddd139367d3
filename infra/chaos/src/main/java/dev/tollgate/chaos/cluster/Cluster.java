package dev.tollgate.chaos.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Tollgate of processes: a broker, PostgreSQL, metering-streams, key-admin and some gateways. */
public final class Cluster implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
    private static final String RULES = """
            rules:
              - path: /v1/batch
                route: batch
                cost: 5
              - path: /v1/one
                route: one
              - path: /v1/scoped
                route: scoped
                scope: things:read
            """;

    private final Path folder;
    private final Path home;
    private final LoopbackPorts ports = new LoopbackPorts();
    private final String adminToken = UUID.randomUUID().toString();
    private final Actuator actuator = new Actuator();
    private final Path rules;
    private final int brokerPort = ports.take(2);
    private final int databasePort = ports.take(1);
    private final JvmServer broker;
    private final DatabaseServer database;
    private final JvmServer metering;
    private final JvmServer keyAdmin;
    private final List<JvmServer> gateways = new ArrayList<>();

    /**
     * @param home where the project lies, built
     * @param folder an existing one that gets all data and logs
     */
    public Cluster(Path home, Path folder, int gatewayCount) throws IOException {
        this.home = home;
        this.folder = folder;
        this.rules = Files.writeString(folder.resolve("rules.yml"), RULES);
        Files.createDirectories(folder.resolve("logs"));
        broker = brokerServer();
        database = new DatabaseServer(folder.resolve("programs"), folder.resolve("postgresql"), databasePort);
        metering = application("metering-streams", "metering-streams", "METERING_PORT", Map.of());
        Map<String, String> own = new HashMap<>();
        own.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + databasePort + "/tollgate");
        own.put("TOLLGATE_ADMIN_TOKEN", adminToken);
        keyAdmin = application("key-admin", "key-admin", "KEY_ADMIN_PORT", own);
        for (int number = 1; number <= gatewayCount; number++) {
            gateways.add(application(
                    "auth-api",
                    "auth-api-" + number,
                    "AUTH_API_PORT",
                    Map.of("TOLLGATE_RULES_FILE", rules.toString())));
        }
    }

    private JvmServer brokerServer() {
        List<String> program = List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=dev/tollgate/chaos/chaos-logback.xml",
                "-DCHAOS_LOG_LEVEL=WARN",
                BrokerProcess.class.getName(),
                folder.resolve("kafka").toString(),
                Integer.toString(brokerPort));
        return new JvmServer("broker", program, Map.of(), log("broker"), URI.create("tcp://127.0.0.1:" + brokerPort));
    }

    private JvmServer application(String module, String name, String portVariable, Map<String, String> own) {
        int port = ports.take(1);
        Map<String, String> environment = new HashMap<>(own);
        environment.put(portVariable, Integer.toString(port));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("TOLLGATE_BIND_ADDRESS", "127.0.0.1");
        environment.put("TOLLGATE_DATA_DIR", folder.resolve(name).toString());
        Path jar = home.resolve(module).resolve("target").resolve(module + "-exec.jar");
        if (!Files.isRegularFile(jar)) {
            throw new ClusterException("There is no " + jar + ": build the project first (mvn package).");
        }
        return new JvmServer(
                name, List.of("-jar", jar.toString()), environment, log(name), URI.create("http://127.0.0.1:" + port));
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /**
     * Starts all and returns when all are ready.
     *
     * @throws ClusterException if that fails, with what to look at
     */
    public void start() {
        CompletableFuture<Void> both = CompletableFuture.allOf(begin(broker), begin(database));
        join(both);
        database.logins().forEach(keyAdmin::give);
        List<CompletableFuture<Void>> applications = new ArrayList<>();
        applications().forEach(server -> applications.add(begin(server)));
        applications.forEach(Cluster::join);
        awaitReady();
    }

    /** Lets all that was stopped go on, and starts all that does not run. */
    public void heal() {
        for (Server server : servers()) {
            server.resume();
        }
        for (Server server : servers()) {
            join(begin(server));
        }
    }

    private static CompletableFuture<Void> begin(Server server) {
        return CompletableFuture.runAsync(() -> {
            try {
                server.start();
            } catch (IOException e) {
                throw new ClusterException(server.name() + " could not be started: " + e.getMessage(), e);
            }
        });
    }

    private static void join(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new ClusterException("Not started.", e);
        }
    }

    /** Waits until each application says that it is ready. */
    public void awaitReady() {
        for (JvmServer application : applications()) {
            await(
                    () -> actuator.isReady(application.address()),
                    START_TIMEOUT,
                    () -> application.name() + " is not ready: see " + log(application.name()) + ".",
                    application);
        }
    }

    /** Waits until each gateway knows {@code key}. It is asked for what costs nothing. */
    public void awaitKnown(String key) {
        for (JvmServer gateway : gateways) {
            await(
                    () -> actuator.isOk(gateway.address().resolve("/api/v1/me/usage"), key),
                    START_TIMEOUT,
                    () -> gateway.name() + " does not get to know a key.");
        }
    }

    /**
     * Waits for a condition.
     *
     * @param otherwise what to say if it does not come true in time
     */
    public static void await(BooleanSupplier condition, Duration timeout, Supplier<String> otherwise) {
        await(condition, timeout, otherwise, null);
    }

    private static void await(
            BooleanSupplier condition, Duration timeout, Supplier<String> otherwise, @Nullable JvmServer whileItRuns) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            String ended = whileItRuns == null ? null : whileItRuns.howItEnded();
            if (ended != null) {
                throw new ClusterException(ended);
            }
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw new ClusterException("After " + timeout.toSeconds() + " s: " + otherwise.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Where Kafka's clients connect. */
    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    /** Kafka. */
    public JvmServer broker() {
        return broker;
    }

    /** PostgreSQL. */
    public DatabaseServer database() {
        return database;
    }

    /** The ledger. */
    public JvmServer metering() {
        return metering;
    }

    /** Accounts, plans and keys. */
    public JvmServer keyAdmin() {
        return keyAdmin;
    }

    /** The instances of auth-api. */
    public List<JvmServer> gateways() {
        return List.copyOf(gateways);
    }

    /** For key-admin's API. */
    public String adminToken() {
        return adminToken;
    }

    /** Asks the applications about themselves. */
    public Actuator actuator() {
        return actuator;
    }

    /** metering-streams, key-admin, and the instances of auth-api. */
    public List<JvmServer> applications() {
        List<JvmServer> all = new ArrayList<>(List.of(metering, keyAdmin));
        all.addAll(gateways);
        return all;
    }

    /** All of it. */
    public List<Server> servers() {
        List<Server> all = new ArrayList<>(List.of(broker, database));
        all.addAll(applications());
        return all;
    }

    /** Ends every process, whatever state it is in. None can be started afterwards. */
    @Override
    public void close() {
        RuntimeException failed = null;
        for (Server server : servers()) {
            try {
                server.end();
            } catch (RuntimeException e) {
                failed = e; // the others are to end all the same
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
