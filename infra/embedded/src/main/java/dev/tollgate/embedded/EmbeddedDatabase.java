package dev.tollgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own on the loopback address, durable as PostgreSQL is by default. It is another process: if
 * this one is killed it lives on, and the next start on the same folder takes it back.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String OWNER = "tollgate";
    private static final String APPLICATION = "tollgate_app";
    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int PASSWORD_BYTES = 24;

    private final PostgresServer server;
    private final FolderLock lock;
    private final int port;
    private final String password;
    private final String applicationPassword;
    private final ProcessHandle process;
    private volatile boolean closing;

    private EmbeddedDatabase(
            PostgresServer server,
            FolderLock lock,
            int port,
            String password,
            String applicationPassword,
            ProcessHandle process) {
        this.server = server;
        this.lock = lock;
        this.port = port;
        this.password = password;
        this.applicationPassword = applicationPassword;
        this.process = process;
    }

    /** Starts a server with its programs beside its data, and only logs its end should that come by itself. */
    public static EmbeddedDatabase start(Path dataDir, int port) {
        return start(dataDir, dataDir, port, sentence -> LOG.error("{}", sentence));
    }

    /**
     * Starts a server and returns when it answers.
     *
     * @param programsDir where the programs are unpacked if they are not there yet, if the user that runs them can reach it
     * @param dataDir its own folder, created if it is not there
     * @param port where it listens
     * @param onFailure called with a sentence when the server ends without having been closed
     * @throws ServerStartException if the port is taken, the folder is in use or cannot be used, or there are no programs for
     *     this machine
     */
    public static EmbeddedDatabase start(Path programsDir, Path dataDir, int port, Consumer<String> onFailure) {
        Path home = dataDir.toAbsolutePath().normalize();
        try {
            PrivateFiles.createFolder(home);
            PrivateFiles.createFolder(programsDir);
            FolderLock lock = FolderLock.tryTake(home)
                    .orElseThrow(() -> new ServerStartException(
                            "Another process uses the database in " + home + ": stop it first."));
            try {
                return start(programsDir.toAbsolutePath().normalize(), home, port, onFailure, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ServerStartException(
                    "PostgreSQL could not start with the data in " + home + ": " + e.getMessage(), e);
        }
    }

    private static EmbeddedDatabase start(
            Path programsDir, Path home, int port, Consumer<String> onFailure, FolderLock lock) throws IOException {
        PostgresServer server = serverOn(programsDir, home);
        Path passwordFile = home.resolve("password");
        if (server.isInitialised()) {
            server.takeBack();
        } else {
            PrivateFiles.write(passwordFile, newPassword());
            server.initialise(OWNER, passwordFile);
        }
        Path applicationPasswordFile = home.resolve("application-password");
        if (!Files.exists(applicationPasswordFile)) {
            PrivateFiles.write(applicationPasswordFile, newPassword());
        }
        String password = Files.readString(passwordFile).strip();
        String applicationPassword = Files.readString(applicationPasswordFile).strip();
        Ports.requireFree(port, "PostgreSQL", "POSTGRES_PORT");
        ProcessHandle process = server.start(port);
        EmbeddedDatabase database = new EmbeddedDatabase(server, lock, port, password, applicationPassword, process);
        database.watch(onFailure);
        return database;
    }

    private static PostgresServer serverOn(Path programsDir, Path home) throws IOException {
        UnprivilegedCommand command = UnprivilegedCommand.forThisUser();
        return new PostgresServer(PostgresBinaries.unpack(command.reachable(programsDir)), home, command);
    }

    /**
     * Stops the server that a killed process left behind on a folder. Does nothing where there is none, or where a living
     * process uses it.
     *
     * @throws IOException if it cannot be stopped
     */
    public static void stopOrphan(Path programsDir, Path dataDir) throws IOException {
        Path home = dataDir.toAbsolutePath().normalize();
        if (!Files.isDirectory(home)) {
            return;
        }
        Optional<FolderLock> taken = FolderLock.tryTake(home);
        if (taken.isPresent()) {
            try (FolderLock lock = taken.get()) {
                serverOn(programsDir.toAbsolutePath().normalize(), home).takeBack();
                LOG.debug("No server is left on {}, {}", home, lock);
            }
        }
    }

    private void watch(Consumer<String> onFailure) {
        var unused = process.onExit().thenRun(() -> {
            if (!closing) {
                onFailure.accept("PostgreSQL ended by itself, see " + server.log() + ".");
            }
        });
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The JDBC URL of one of its databases; it holds no credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The server's first process; all its others are children of it. */
    public ProcessHandle process() {
        return process;
    }

    /** Who owns the server and may do everything. */
    public String user() {
        return OWNER;
    }

    /** Random, and the same over restarts; kept beside the data in a file that only its owner can read. */
    public String password() {
        return password;
    }

    /** Who may do nothing but what the owner of a database grants; there once a database has been created. */
    public String applicationUser() {
        return APPLICATION;
    }

    /** As {@link #password()}, of {@link #applicationUser()}. */
    public String applicationPassword() {
        return applicationPassword;
    }

    /**
     * Creates a database unless it is there.
     *
     * @param name lower-case letters, digits and underscores, a letter first
     * @throws SQLException if the server refuses
     */
    public synchronized void createDatabase(String name) throws SQLException {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name for a database: " + name);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(MAINTENANCE_DATABASE));
        source.setUser(OWNER);
        source.setPassword(password);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", APPLICATION)) {
                statement.execute("CREATE ROLE " + APPLICATION + " LOGIN");
            }
            // Each time: the file may be newer than the role.
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(APPLICATION, applicationPassword.toCharArray(), "scram-sha-256");
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                statement.execute("CREATE DATABASE " + name);
            }
        }
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Ends all sessions, stops the server and returns when it has stopped. */
    @Override
    public void close() throws IOException {
        closing = true;
        try (lock) {
            server.stop();
        }
    }
}
