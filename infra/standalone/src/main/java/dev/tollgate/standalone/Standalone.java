package dev.tollgate.standalone;

import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.Ports;
import dev.tollgate.embedded.ServerStartException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running Tollgate: all its parts in this process, ready to answer. */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final String DATABASE = "tollgate";
    private static final Duration PART_STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Settings settings;
    private final DataFolder folder;
    private final AdminToken adminToken;
    private final Applications applications;
    private final Parts parts = new Parts(PART_STOP_TIMEOUT);
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private volatile DemoKeys demoKeys = DemoKeys.none();
    private volatile boolean ready;

    private Standalone(Settings settings) {
        this.settings = settings;
        this.folder = new DataFolder(settings.dataDir());
        this.adminToken = new AdminToken(System.getenv(), folder);
        this.applications = new Applications(settings);
    }

    /** One that has not been started, and that may already be told to stop. */
    static Standalone of(Settings settings) {
        return new Standalone(settings);
    }

    /**
     * Starts all parts, returns when all three applications are ready and the demo accounts are there.
     *
     * @throws ServerStartException with one sentence for a person; nothing is left running then
     */
    public static Standalone start(Settings settings) {
        Standalone standalone = of(settings);
        try {
            standalone.claimFolder();
            standalone.start();
            return standalone;
        } catch (RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    /** The first step: from here on the folder is ours. */
    DataFolder claimFolder() {
        join(parts.start(Part.DATA_FOLDER, () -> folder.claim(settings.fresh())));
        return folder;
    }

    /** All other steps; see {@link #start(Settings)}. After a failure, what has been started is still to be closed. */
    void start() {
        requireFreePorts();
        var broker = parts.start(
                Part.BROKER, () -> EmbeddedBroker.start(folder.broker(), settings.kafkaPort(), failure::complete));
        var database = parts.start(Part.DATABASE, this::startDatabase);
        join(broker);
        var authApi = parts.start(Part.AUTH_API, applications::startAuthApi);
        var metering = parts.start(Part.METERING, applications::startMetering);
        EmbeddedDatabase running = join(database);
        var keyAdmin =
                parts.start(Part.KEY_ADMIN, () -> applications.startKeyAdmin(running, running.jdbcUrl(DATABASE)));
        List.of(authApi, metering, keyAdmin).forEach(Standalone::join);
        Readiness readiness = join(parts.start(Part.READINESS, () -> new Readiness(applications.readinessUrls())));
        readiness.await(failure);
        if (settings.demo()) {
            demoKeys = new DemoAccounts(keyAdmin(), adminToken(), folder.demoKeys(), new DemoPast(settings.kafka()))
                    .ensure();
        }
        readiness.watch();
        ready = true;
        LOG.info("All parts are ready");
    }

    private void requireFreePorts() {
        settings.applicationPorts()
                .forEach((part, port) ->
                        Ports.requireFree(settings.bindAddress(), port, part.title(), Settings.portVariable(part)));
        Ports.requireFree(settings.kafkaPort(), Part.BROKER.title(), Settings.KAFKA_PORT);
        Ports.requireFree(settings.kafkaPort() + 1, "Kafka's controller", Settings.KAFKA_PORT);
        Ports.requireFree(settings.postgresPort(), Part.DATABASE.title(), Settings.POSTGRES_PORT);
    }

    private EmbeddedDatabase startDatabase() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(
                folder.programs(), folder.database(), settings.postgresPort(), failure::complete);
        try {
            database.createDatabase(DATABASE);
            return database;
        } catch (Exception e) {
            database.close();
            throw e;
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ServerStartException sentence) {
                throw sentence;
            }
            throw new ServerStartException("Tollgate could not start: " + e.getCause(), e);
        }
    }

    /** Where auth-api listens. */
    public URI authApi() {
        return applications.url(Part.AUTH_API);
    }

    /** Where key-admin listens. */
    public URI keyAdmin() {
        return applications.url(Part.KEY_ADMIN);
    }

    /** Where metering-streams answers for its health and metrics. */
    public URI metering() {
        return applications.url(Part.METERING);
    }

    /** The token for key-admin's {@code Authorization: Bearer}. */
    public String adminToken() {
        return adminToken.value();
    }

    /** The keys of the demo accounts by the id of their plan. */
    public Map<String, String> demoKeysByPlan() {
        return demoKeys.byPlan();
    }

    /** What to show to the person who started it. */
    Banner banner(Duration took) {
        return new Banner(took, authApi(), keyAdmin(), metering(), adminToken.place(), folder, demoKeys.byPlan());
    }

    /** Whether all parts have been ready. */
    boolean isReady() {
        return ready;
    }

    /** Whether it has been told to stop. */
    boolean isStopping() {
        return parts.isClosing();
    }

    /** Waits until a part gives up by itself, and returns what to tell the person. */
    String awaitFailure() {
        return failure.join();
    }

    /** Stops all parts in order; their data stays. */
    @Override
    public void close() {
        parts.close();
    }
}
