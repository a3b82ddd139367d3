package dev.tollgate.standalone;

import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Tollgate, or one application of it, as a process of its own, from the jar that a person would start. */
final class TollgateProcess implements AutoCloseable {
    private static final Path STANDALONE = Path.of("target/standalone.jar");
    private static final Path AUTH_API = Path.of("../../auth-api/target/auth-api-exec.jar");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;
    private final Path errors;

    private TollgateProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** The variables for one whose data lies in a folder, on ports that are free. */
    static Map<String, String> environment(Path dataDir) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TOLLGATE_DATA_DIR", dataDir.toString());
        environment.put("KAFKA_PORT", Integer.toString(Ports.freePair()));
        for (String port : List.of("AUTH_API_PORT", "KEY_ADMIN_PORT", "METERING_PORT", "POSTGRES_PORT")) {
            environment.put(port, Integer.toString(Ports.free()));
        }
        return environment;
    }

    /**
     * Starts all of it, as {@code ./tollgate up} does.
     *
     * @param folder gets two files with all it prints
     * @param environment more variables for it
     */
    static TollgateProcess standalone(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(STANDALONE, folder, environment, arguments);
    }

    /** Starts auth-api alone; see {@link #standalone}. */
    static TollgateProcess authApi(Path folder, Map<String, String> environment) throws IOException {
        return start(AUTH_API, folder, environment);
    }

    private static TollgateProcess start(Path jar, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= 24) {
            // As the script does, or the JVM warns.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-jar", jar.toAbsolutePath().normalize().toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TOLLGATE_"));
        builder.environment().putAll(environment);
        return new TollgateProcess(builder.start(), output, errors);
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

    /** Waits until a URL is answered with 200. */
    void awaitOk(URI url) {
        Awaitility.await().atMost(TIMEOUT).failFast(() -> !process.isAlive()).until(() -> isOk(url));
    }

    private static boolean isOk(URI url) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
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
