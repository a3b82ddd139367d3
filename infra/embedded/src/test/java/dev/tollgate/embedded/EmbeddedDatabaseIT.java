package dev.tollgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    static Path programs;

    @TempDir
    Path dataDir;

    @Test
    void shouldKeepDataAndPasswordOverARestart() throws Exception {
        // Given
        int port = Ports.free();
        try (EmbeddedDatabase database = start(port)) {
            database.createDatabase("ledger");
            execute(database, "CREATE TABLE kept (value int)", "INSERT INTO kept VALUES (42)");
        }

        // When
        try (EmbeddedDatabase again = start(port)) {
            again.createDatabase("ledger");

            // Then
            assertThat(query(again, "SELECT value FROM kept")).isEqualTo("42");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldTakeBackTheServerOfAKilledProcess() throws Exception {
        // Given
        int port = Ports.free();
        Process child = ChildProcess.start(
                DatabaseChild.class, programs.toString(), dataDir.toString(), Integer.toString(port));
        ChildProcess.awaitLine(child, "ready");
        child.destroyForcibly().waitFor();
        PostmasterFile orphan = PostmasterFile.read(dataDir.resolve("cluster")).orElseThrow();
        assertThat(orphan.livingServer()).isPresent();

        // When
        try (EmbeddedDatabase again = start(port)) {
            // Then
            assertThat(query(again, "SELECT value FROM kept")).isEqualTo("42");
            assertThat(orphan.livingServer()).isEmpty();
        }
    }

    @Test
    void shouldLeaveAStrangerAloneWhoseProcessIdAnOldFileNames() throws Exception {
        // Given
        int port = Ports.free();
        start(port).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    dataDir.resolve("cluster/postmaster.pid"),
                    stranger.pid() + "\n" + dataDir.resolve("cluster") + "\n");

            // When
            try (EmbeddedDatabase again = start(port)) {
                // Then
                assertThat(query(again, "SELECT 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void shouldBeDurableAndAskForThePassword() throws Exception {
        try (EmbeddedDatabase database = start(Ports.free())) {
            database.createDatabase("ledger");

            assertThat(query(database, "SHOW fsync")).isEqualTo("on");
            assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(database, "SHOW server_version")).startsWith("18.");
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl("ledger"), database.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void shouldRefuseDataThatSomebodyElseWorksOn() throws Exception {
        try (EmbeddedDatabase database = start(Ports.free())) {
            assertThatThrownBy(() -> start(Ports.free()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Another process uses the database");
            assertThat(query(database, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void shouldNameThePortAndItsVariableWhereThePortIsTaken() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(holder.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + holder.getLocalPort())
                    .hasMessageContaining("POSTGRES_PORT");
        }
    }

    @Test
    void shouldTellWhenTheServerEndsByItself() throws Exception {
        // Given
        CompletableFuture<String> told = new CompletableFuture<>();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(programs, dataDir, Ports.free(), told::complete)) {
            ProcessHandle server = PostmasterFile.read(dataDir.resolve("cluster"))
                    .flatMap(PostmasterFile::livingServer)
                    .orElseThrow();

            // When
            server.destroy();

            // Then
            assertThat(told.get(30, TimeUnit.SECONDS)).startsWith("PostgreSQL ended by itself");
            assertThat(database.user()).isEqualTo("tollgate");
        }
    }

    @Test
    void shouldRecoverWhenTheServerItselfWasKilled() throws Exception {
        // Given
        int port = Ports.free();
        try (EmbeddedDatabase database = start(port)) {
            database.createDatabase("ledger");
            execute(database, "CREATE TABLE kept (value int)", "INSERT INTO kept VALUES (7)");
            ProcessHandle server = PostmasterFile.read(dataDir.resolve("cluster"))
                    .flatMap(PostmasterFile::livingServer)
                    .orElseThrow();
            server.destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
        }

        // When
        try (EmbeddedDatabase again = start(port)) {
            // Then
            assertThat(query(again, "SELECT value FROM kept")).isEqualTo("7");
        }
    }

    private EmbeddedDatabase start(int port) {
        return EmbeddedDatabase.start(programs, dataDir, port, sentence -> {});
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        database.createDatabase("ledger");
        return DriverManager.getConnection(database.jdbcUrl("ledger"), database.user(), database.password());
    }

    private static void execute(EmbeddedDatabase database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    /** A process of its own that runs a server with a row in a table, and waits to be killed. */
    static final class DatabaseChild {
        private DatabaseChild() {}

        public static void main(String[] args) throws Exception {
            EmbeddedDatabase database =
                    EmbeddedDatabase.start(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), s -> {});
            execute(database, "CREATE TABLE kept (value int)", "INSERT INTO kept VALUES (42)");
            System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            ChildProcess.waitToBeKilled();
        }
    }
}
