package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that a newcomer types first. */
class ScriptIT {
    private static final Path SCRIPT =
            Path.of("../../tollgate").toAbsolutePath().normalize();
    private static final List<String> TOOLS = List.of("bash", "cat", "dirname", "find", "head", "sed");

    @TempDir
    Path folder;

    private record Result(int status, String output, String errors) {}

    @Test
    void shouldExplainItself() throws Exception {
        Result result = run(Map.of("PATH", pathWithoutJava()), "help");

        assertThat(result.status()).isZero();
        assertThat(result.output())
                .contains("./tollgate up [--fresh] [--no-demo] [--verbose]", "KAFKA_PORT", "TOLLGATE_DATA_DIR");
    }

    @Test
    void shouldRefuseACommandThatItDoesNotKnow() throws Exception {
        Result result = run(Map.of("PATH", pathWithoutJava()), "down");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("tollgate: there is no command down.");
    }

    @Test
    void shouldSayThatThereIsNoJdk() throws Exception {
        Result result = run(Map.of("PATH", pathWithoutJava()), "up");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors())
                .isEqualTo("tollgate: needs a JDK of version 17 or newer: no java was found; install one, or set"
                        + " JAVA_HOME to it.\n");
    }

    @Test
    void shouldSayWhichJdkItFoundAndWhichItNeeds() throws Exception {
        // Given
        String old = fakeJava("1.8.0_402");

        // When
        Result result = run(Map.of("PATH", pathWithoutJava(), "JAVA_HOME", old), "up");

        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .startsWith("tollgate: needs a JDK of version 17 or newer: " + old + "/bin/java is Java 8;");
    }

    /** A folder with what the script calls, and no java. */
    private String pathWithoutJava() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path original = Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
                    .map(bin -> Path.of(bin, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), original);
        }
        return tools.toString();
    }

    /** A folder whose {@code bin/java} says that it has a version, and can do nothing else. */
    private String fakeJava(String version) throws IOException {
        Path home = folder.resolve("jdk-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home.toString();
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output, Files.readString(errors));
    }
}
