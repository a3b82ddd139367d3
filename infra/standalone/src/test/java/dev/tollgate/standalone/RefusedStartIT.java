package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.embedded.FolderLock;
import dev.tollgate.embedded.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that cannot succeed ends at once, with one sentence and a status that says so. */
class RefusedStartIT {
    @TempDir
    Path folder;

    private Map<String, String> environment = Map.of();

    @BeforeEach
    void useFreePorts() {
        environment = TollgateProcess.environment(dataDir());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH_API_PORT", "KEY_ADMIN_PORT", "METERING_PORT", "POSTGRES_PORT", "KAFKA_PORT"})
    void shouldNameATakenPortAndItsVariable(String variable) throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            environment.put(variable, Integer.toString(holder.getLocalPort()));

            // When, Then
            assertThat(refusal())
                    .startsWith("tollgate: Port " + holder.getLocalPort())
                    .contains("set " + variable);
        }
    }

    @Test
    void shouldNameTheVariableOfTheBrokerWhereItsControllersPortIsTaken() throws Exception {
        int port = Ports.freePair();
        try (ServerSocket holder = new ServerSocket()) {
            // Given
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1));
            environment.put("KAFKA_PORT", Integer.toString(port));

            // When, Then
            assertThat(refusal()).startsWith("tollgate: Port " + (port + 1)).contains("set KAFKA_PORT");
        }
    }

    @Test
    void shouldRefuseToShareItsData() throws Exception {
        // Given
        Files.createDirectory(dataDir());
        try (FolderLock first = FolderLock.tryTake(dataDir()).orElseThrow()) {
            assertThat(first).isNotNull();

            // When, Then
            assertThat(refusal()).startsWith("tollgate: Tollgate already runs on the data in " + dataDir());
        }
    }

    @Test
    void shouldSayThatItCannotWriteItsData() throws Exception {
        // Given
        Path file = Files.createFile(folder.resolve("file"));
        environment.put("TOLLGATE_DATA_DIR", file.resolve("data").toString());

        // When, Then
        assertThat(refusal()).startsWith("tollgate: Tollgate cannot write to its folder " + file.resolve("data"));
    }

    @Test
    void shouldRefuseAnUnknownOption() throws Exception {
        assertThat(refusal("--frsh")).startsWith("tollgate: There is no option --frsh");
    }

    @Test
    void shouldSayInOneLineWhichSettingIsWrong() throws Exception {
        environment.put("TOLLGATE_RULES_FILE", "/nowhere/rules.yml");

        try (TollgateProcess process = TollgateProcess.standalone(folder, environment)) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.output()).isEmpty();
            assertThat(process.errors())
                    .isEqualTo("tollgate: auth-api could not start: TOLLGATE_RULES_FILE: The rule file"
                            + " /nowhere/rules.yml is not there.\n");
        }
    }

    /** Runs it, expects that it refuses in one line, and returns the line. */
    private String refusal(String... arguments) throws Exception {
        try (TollgateProcess process = TollgateProcess.standalone(folder, environment, arguments)) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.output()).isEmpty();
            assertThat(process.errors()).hasLineCount(1);
            assertThat(dataDir().resolve("kafka")).doesNotExist();
            assertThat(dataDir().resolve("postgresql")).doesNotExist();
            return process.errors();
        }
    }

    private Path dataDir() {
        return folder.resolve("data");
    }
}
