package dev.tollgate.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** What the one broker of a single machine is told: durable, small, and quick to start and to stop. */
final class BrokerConfig {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String HOST = "127.0.0.1";
    private static final String BROKER_LISTENER = "PLAINTEXT";

    private BrokerConfig() {}

    static String bootstrapServers(int port) {
        return HOST + ":" + port;
    }

    static int controllerPort(int port) {
        return port + 1;
    }

    static Properties of(Path dataDir, int port) {
        Properties config = new Properties();
        addRoles(config, port);
        addStorage(config, dataDir);
        addInternalTopics(config);
        addThreads(config);
        return config;
    }

    private static void addRoles(Properties config, int port) {
        String controller = HOST + ":" + controllerPort(port);
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", Integer.toString(NODE_ID));
        config.setProperty(
                "listeners",
                BROKER_LISTENER + "://" + bootstrapServers(port) + "," + CONTROLLER_LISTENER + "://" + controller);
        config.setProperty("advertised.listeners", BROKER_LISTENER + "://" + bootstrapServers(port));
        config.setProperty("inter.broker.listener.name", BROKER_LISTENER);
        config.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        config.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        config.setProperty(
                "listener.security.protocol.map", BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    }

    private static void addStorage(Properties config, Path dataDir) {
        config.setProperty("log.dirs", dataDir.toString());
        config.setProperty("auto.create.topics.enable", "false");
        config.setProperty("default.replication.factor", "1");
        config.setProperty("min.insync.replicas", "1");
        // Disk space comes back a segment at a time: small ones, and an index no larger than they need.
        config.setProperty("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        config.setProperty("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        config.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        config.setProperty("log.cleaner.threads", "1");
    }

    private static void addInternalTopics(Properties config) {
        config.setProperty("offsets.topic.replication.factor", "1");
        config.setProperty("offsets.topic.num.partitions", "4");
        config.setProperty("transaction.state.log.replication.factor", "1");
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("transaction.state.log.num.partitions", "4");
        config.setProperty("share.coordinator.state.topic.replication.factor", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        config.setProperty("share.coordinator.state.topic.num.partitions", "1");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    private static void addThreads(Properties config) {
        config.setProperty("num.network.threads", "2");
        config.setProperty("num.io.threads", "3");
        config.setProperty("background.threads", "2");
        config.setProperty("num.recovery.threads.per.data.dir", "2");
        config.setProperty("group.coordinator.threads", "1");
        config.setProperty("share.coordinator.threads", "1");
        // A heartbeat carries every change of state: starting and stopping wait for them.
        config.setProperty("broker.heartbeat.interval.ms", "500");
        // After a kill the controller lets a new broker in only when it has given up the old one.
        config.setProperty("broker.session.timeout.ms", "3000");
    }
}
