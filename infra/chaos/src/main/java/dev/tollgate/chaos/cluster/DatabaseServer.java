package dev.tollgate.chaos.cluster;

import dev.tollgate.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL: a first process and its children. */
public final class DatabaseServer implements Server {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
    private static final String DATABASE = "tollgate";

    private final Path programs;
    private final Path data;
    private final int port;
    private @Nullable EmbeddedDatabase database;
    private boolean running;
    private boolean ended;

    DatabaseServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public synchronized void start() throws IOException {
        if (ended) {
            throw new IOException("PostgreSQL is not started: the run is over.");
        }
        if (running) {
            return;
        }
        // Its end is our doing.
        EmbeddedDatabase started = EmbeddedDatabase.start(programs, data, port, sentence -> LOG.debug("{}", sentence));
        database = started;
        running = true;
        try {
            started.createDatabase(DATABASE);
        } catch (SQLException e) {
            throw new IOException("The database could not be made: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void kill() {
        EmbeddedDatabase known = database;
        if (known != null && running) {
            running = false;
            Signals.kill(processes(known));
            close(known);
        }
    }

    @Override
    public synchronized void stop() {
        EmbeddedDatabase known = database;
        if (known != null && running) {
            Signals.resume(processes(known));
            running = false;
            close(known);
        }
    }

    @Override
    public synchronized void pause() {
        EmbeddedDatabase known = database;
        if (known != null && running) {
            Signals.pause(processes(known));
        }
    }

    @Override
    public synchronized void resume() {
        EmbeddedDatabase known = database;
        if (known != null && running) {
            Signals.resume(processes(known));
        }
    }

    @Override
    public synchronized void end() {
        ended = true;
        kill();
    }

    /** Where it is; the same after each start. */
    public synchronized String url() {
        return running().jdbcUrl(DATABASE);
    }

    /** Who may do everything there. */
    public synchronized String user() {
        return running().user();
    }

    /** Their password. */
    public synchronized String password() {
        return running().password();
    }

    /** The settings by which key-admin logs in. */
    synchronized Map<String, String> logins() {
        EmbeddedDatabase known = running();
        return Map.of(
                "DATABASE_USER", known.applicationUser(),
                "DATABASE_PASSWORD", known.applicationPassword(),
                "DATABASE_OWNER", known.user(),
                "DATABASE_OWNER_PASSWORD", known.password());
    }

    private EmbeddedDatabase running() {
        EmbeddedDatabase known = database;
        if (known == null) {
            throw new IllegalStateException("The database has not been started.");
        }
        return known;
    }

    private static List<ProcessHandle> processes(EmbeddedDatabase known) {
        List<ProcessHandle> all = new ArrayList<>(List.of(known.process()));
        known.process().descendants().forEach(all::add);
        return all;
    }

    /** Lets go of its folder, and stops it where it still runs. */
    private static void close(EmbeddedDatabase known) {
        try {
            known.close();
        } catch (IOException e) {
            LOG.warn("PostgreSQL could not be stopped in order", e);
            Signals.kill(processes(known));
        }
    }
}
