package dev.tollgate.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker that is its own controller, in this process, listening on the loopback address only. Its data stays over
 * restarts, also after {@code kill -9}. It creates no topic by itself.
 *
 * <p>One per process: Kafka ends a process whose broker is past help, and the hook that turns this into a sentence for
 * {@code onFailure} is one for the whole process.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String PORT_VARIABLE = "KAFKA_PORT";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts a broker whose end, should it ever come by itself, is only logged. */
    public static EmbeddedBroker start(Path dataDir, int port) {
        return start(dataDir, port, sentence -> LOG.error("{}", sentence));
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param dataDir its own folder, created and formatted if it is not there
     * @param port where it listens; its controller takes the port above
     * @param onFailure called with a sentence when the broker gives up, from one of its own threads, which then waits for
     *     the end of the process; a broker that has given up must not be closed
     * @throws ServerStartException if a port is taken or the folder cannot be used
     */
    public static EmbeddedBroker start(Path dataDir, int port, Consumer<String> onFailure) {
        return start(dataDir, port, onFailure, Map.of());
    }

    /**
     * As {@link #start(Path, int, Consumer)}, a broker that asks of its clients what brokers elsewhere may.
     *
     * @param settings in the place of those that it would have
     */
    public static EmbeddedBroker start(
            Path dataDir, int port, Consumer<String> onFailure, Map<String, String> settings) {
        Ports.requireFree(port, "Kafka", PORT_VARIABLE);
        Ports.requireFree(
                BrokerConfig.controllerPort(port),
                "the Kafka controller, which takes the port above " + PORT_VARIABLE + ",",
                PORT_VARIABLE);
        Path folder = dataDir.toAbsolutePath().normalize();
        format(folder);
        surrenderTo(onFailure);
        Properties config = BrokerConfig.of(folder, port);
        config.putAll(settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new ServerStartException(
                    "Kafka could not start on port " + port + " with the data in " + folder + ": " + e.getMessage(), e);
        }
        return new EmbeddedBroker(server, port);
    }

    private static void format(Path folder) {
        try {
            PrivateFiles.createFolder(folder);
            // Kafka writes this file as the last of all: where it is, the folder is complete.
            if (Files.exists(folder.resolve("meta.properties"))) {
                return;
            }
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(java.util.List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException e) {
            throw new ServerStartException("Kafka cannot keep its data in " + folder + ": " + e.getMessage(), e);
        } catch (Exception e) { // what the formatter declares
            throw new ServerStartException(
                    "Kafka's folder " + folder + " could not be formatted: " + e.getMessage(), e);
        }
    }

    /** Kafka expects that these calls never come back, so they do not. */
    private static void surrenderTo(Consumer<String> onFailure) {
        Exit.Procedure surrender = (status, message) -> {
            onFailure.accept("The Kafka broker gave up" + (message == null ? "." : ": " + message));
            waitForever();
        };
        Exit.setExitProcedure(surrender);
        Exit.setHaltProcedure(surrender);
    }

    private static void waitForever() {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where clients connect, as {@code bootstrap.servers} wants it. */
    public String bootstrapServers() {
        return BrokerConfig.bootstrapServers(port);
    }

    /** Stops it and returns when it has stopped. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
