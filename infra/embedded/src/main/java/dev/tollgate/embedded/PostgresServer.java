package dev.tollgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a server's life on one data folder, each run by PostgreSQL's own programs. */
final class PostgresServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration INIT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final long SERVER_LOG_BYTES_MAX = 1024 * 1024;

    private final Path bin;
    private final Path cluster;
    private final Path serverLog;
    private final Path commandLog;
    private final UnprivilegedCommand command;

    /**
     * @param programs the folder with {@code bin}
     * @param home an existing folder for the data and the logs
     */
    PostgresServer(Path programs, Path home, UnprivilegedCommand command) {
        this.bin = programs.resolve("bin");
        this.cluster = home.resolve("cluster");
        this.serverLog = home.resolve("server.log");
        this.commandLog = home.resolve("command.log");
        this.command = command;
    }

    boolean isInitialised() {
        return Files.isDirectory(cluster);
    }

    /** Creates an empty cluster; what a killed attempt left is thrown away. */
    void initialise(String user, Path passwordFile) throws IOException {
        Path draft = cluster.resolveSibling("cluster.draft");
        PrivateFiles.deleteTree(draft);
        PrivateFiles.createFolder(draft);
        command.handOver(draft);
        command.run(
                List.of(
                        bin.resolve("initdb").toString(),
                        "--pgdata=" + draft,
                        "--username=" + user,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"),
                commandLog,
                INIT_TIMEOUT);
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Stops the server that a killed process of ours left behind, and forgets one that is gone. */
    void takeBack() throws IOException {
        Optional<PostmasterFile> file = PostmasterFile.read(cluster);
        if (file.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> orphan = file.get().livingServer();
        if (orphan.isPresent()) {
            LOG.info(
                    "PostgreSQL still runs from an earlier start (process {}): taking it back",
                    orphan.get().pid());
            stop();
        } else {
            file.get().delete();
        }
    }

    /** Starts the server and returns its process when it answers. */
    ProcessHandle start(int port) throws IOException {
        Files.writeString(cluster.resolve("postgresql.conf"), DatabaseConfig.of(port));
        rollServerLog();
        command.run(
                pgCtl("start", START_TIMEOUT, "--log=" + serverLog, "-o", "-p " + port),
                commandLog,
                START_TIMEOUT.plus(MARGIN));
        return PostmasterFile.read(cluster)
                .flatMap(PostmasterFile::livingServer)
                .orElseThrow(() -> new IOException("it ended right after its start, see " + serverLog));
    }

    /** Ends all sessions and stops the server; its data is complete on disk afterwards. */
    void stop() throws IOException {
        try {
            command.run(pgCtl("stop", STOP_TIMEOUT, "--mode=fast"), commandLog, STOP_TIMEOUT.plus(MARGIN));
        } catch (IOException e) {
            if (PostmasterFile.read(cluster)
                    .flatMap(PostmasterFile::livingServer)
                    .isEmpty()) {
                return;
            }
            LOG.warn("PostgreSQL did not stop in time and is stopped at once: its next start recovers", e);
            command.run(pgCtl("stop", STOP_TIMEOUT, "--mode=immediate"), commandLog, STOP_TIMEOUT.plus(MARGIN));
        }
    }

    Path log() {
        return serverLog;
    }

    private List<String> pgCtl(String action, Duration timeout, String... options) {
        List<String> line = new java.util.ArrayList<>(List.of(
                bin.resolve("pg_ctl").toString(),
                action,
                "--pgdata=" + cluster,
                "--wait",
                "--timeout=" + timeout.toSeconds()));
        line.addAll(List.of(options));
        return line;
    }

    private void rollServerLog() throws IOException {
        if (Files.exists(serverLog) && Files.size(serverLog) > SERVER_LOG_BYTES_MAX) {
            Files.move(serverLog, serverLog.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
