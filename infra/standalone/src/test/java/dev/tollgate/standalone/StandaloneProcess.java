package dev.tollgate.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The standalone application as a process of its own, from the jar that {@code ./tollgate up} starts. */
final class StandaloneProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/standalone.jar").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;
    private final Path errors;

    private StandaloneProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts it.
     *
     * @param folder gets two files with all it prints
     * @param environment more variables for it
     */
    static StandaloneProcess start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TOLLGATE_"));
        builder.environment().putAll(environment);
        return new StandaloneProcess(builder.start(), output, errors);
    }

    /** Waits for the end of the process and returns its status. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The process still runs after " + TIMEOUT.toSeconds() + " s.");
        }
        return process.exitValue();
    }

    /** Waits for the banner and returns what has been printed up to it. */
    String awaitBanner() {
        Awaitility.await().atMost(TIMEOUT).failFast(() -> !process.isAlive()).until(() -> output().contains(
                        "Ctrl-C stops Tollgate"));
        return output();
    }

    /** As Ctrl-C and {@code kill} do. */
    void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it if it still runs, and waits for its end. */
    @Override
    public void close() {
        terminate();
        process.onExit().orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
