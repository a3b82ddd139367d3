package dev.tollgate.benchmarks.pipeline;

import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** key-admin, with a database of its own, and what its tables say of those keys of which somebody waits to hear. */
final class UsageTables implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final String DATABASE = "tollgate";
    private static final String ADMITTED = """
            SELECT key_id, sum(admitted) FROM usage_daily WHERE day >= current_date - 1 AND key_id = ANY (?) GROUP BY 1
            """;

    private final Sightings sightings = new Sightings();
    private final EmbeddedDatabase database;
    private final ServerProcess keyAdmin;
    private final Connection connection;
    private final Thread thread = new Thread(this::look, "tables");
    private volatile boolean over;

    private UsageTables(EmbeddedDatabase database, ServerProcess keyAdmin, Connection connection) {
        this.database = database;
        this.keyAdmin = keyAdmin;
        this.connection = connection;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts both.
     *
     * @param broker the port of the broker where usage-daily is
     */
    static UsageTables start(Workplace place, int broker) throws IOException {
        EmbeddedDatabase database = EmbeddedDatabase.start(place.file("postgres"), Ports.free());
        try {
            database.createDatabase(DATABASE);
            ServerProcess keyAdmin = place.startApplication(
                    "key-admin",
                    "KEY_ADMIN_PORT",
                    broker,
                    Map.of(
                            "DATABASE_URL", database.jdbcUrl(DATABASE),
                            "DATABASE_USER", database.applicationUser(),
                            "DATABASE_PASSWORD", database.applicationPassword(),
                            "DATABASE_OWNER", database.user(),
                            "DATABASE_OWNER_PASSWORD", database.password(),
                            "TOLLGATE_ADMIN_TOKEN", UUID.randomUUID().toString()));
            Connection connection =
                    DriverManager.getConnection(database.jdbcUrl(DATABASE), database.user(), database.password());
            return new UsageTables(database, keyAdmin, connection);
        } catch (SQLException e) {
            database.close();
            throw new IOException("The database cannot be used.", e);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** What they tell of. */
    Sightings sightings() {
        return sightings;
    }

    private void look() {
        try (PreparedStatement admitted = connection.prepareStatement(ADMITTED)) {
            while (!over) {
                Set<String> keys = sightings.awaited();
                if (!keys.isEmpty()) {
                    look(admitted, keys);
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The tables cannot be read.", e);
        }
    }

    private void look(PreparedStatement admitted, Set<String> keys) throws SQLException {
        Array asked = connection.createArrayOf("text", keys.toArray());
        admitted.setArray(1, asked);
        try (ResultSet rows = admitted.executeQuery()) {
            while (rows.next()) {
                sightings.told(rows.getString(1), rows.getLong(2));
            }
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IOException("The connection cannot be closed.", e);
        } finally {
            keyAdmin.close();
            database.close();
        }
    }
}
