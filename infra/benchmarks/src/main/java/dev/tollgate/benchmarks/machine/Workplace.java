package dev.tollgate.benchmarks.machine;

import dev.tollgate.contracts.TopicSetup;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** A folder for a run's files, and the processes that it starts; all of them end with it. */
public final class Workplace implements AutoCloseable {
    /** The heap of all JVMs that are given no other. */
    public static final String HEAP = "768m";

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final Path home;
    private final Path folder;
    private final Deque<ServerProcess> servers = new ConcurrentLinkedDeque<>();
    /** Also where somebody interrupts the run. */
    private final Thread ender = new Thread(this::endAll, "ender");

    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @param home where the project lies, built
     * @param folder an existing one, for data and logs
     */
    public Workplace(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(ender);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Starts any program as a server. */
    public ServerProcess start(String name, int port, List<String> command) throws IOException {
        return start(name, port, command, Map.of());
    }

    private ServerProcess start(String name, int port, List<String> command, Map<String, String> environment)
            throws IOException {
        ServerProcess server = ServerProcess.start(name, port, command, environment, file(name + ".log"));
        servers.push(server);
        return server;
    }

    /** Starts a class of this program's own class path, with the options of the JVM that the applications have. */
    public ServerProcess startClass(Class<?> main, int port, String... arguments) throws IOException {
        List<String> command = java(HEAP, "-cp", System.getProperty("java.class.path"), main.getName());
        command.addAll(List.of(arguments));
        return start(main.getSimpleName(), port, command);
    }

    /** Starts the broker, and makes the topics. */
    public ServerProcess startBroker() throws IOException {
        int port = Ports.freePair();
        ServerProcess broker = startClass(
                BrokerProcess.class, port, Integer.toString(port), file("kafka").toString());
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            TopicSetup.ensure(admin);
        } catch (ExecutionException e) {
            throw new IOException("The topics could not be made.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted.", e);
        }
        return broker;
    }

    /** Starts one of the applications, from its jar, and returns when it is ready. */
    public ServerProcess startApplication(String module, String portVariable, int broker, Map<String, String> settings)
            throws IOException {
        return startApplication(module, portVariable, broker, settings, HEAP);
    }

    /** Likewise, with a heap of its own size, such as {@code 2g}. */
    public ServerProcess startApplication(
            String module, String portVariable, int broker, Map<String, String> settings, String heap)
            throws IOException {
        int port = Ports.free();
        Path jar = built(module + "/target/" + module + "-exec.jar");
        Map<String, String> environment = new HashMap<>(settings);
        environment.put(portVariable, Integer.toString(port));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker);
        environment.put("TOLLGATE_BIND_ADDRESS", "127.0.0.1");
        environment.put("TOLLGATE_DATA_DIR", file(module).toString());
        ServerProcess server = start(module, port, java(heap, "-jar", jar.toString()), environment);
        awaitStatus200("http://127.0.0.1:" + port + "/actuator/health/readiness", module);
        return server;
    }

    /** Starts all that there is in one process, in a folder of its own, and returns when the gate is ready. */
    public ServerProcess startEverything(String name) throws IOException {
        Path jar = built("infra/standalone/target/standalone.jar");
        int port = Ports.free();
        Map<String, String> environment = Map.of(
                "TOLLGATE_DATA_DIR", file(name).toString(),
                "TOLLGATE_BIND_ADDRESS", "127.0.0.1",
                "AUTH_API_PORT", Integer.toString(port),
                "KEY_ADMIN_PORT", Integer.toString(Ports.free()),
                "METERING_PORT", Integer.toString(Ports.free()),
                "KAFKA_PORT", Integer.toString(Ports.freePair()),
                "POSTGRES_PORT", Integer.toString(Ports.free()),
                "MALLOC_ARENA_MAX", "2");
        ServerProcess server = start(name, port, java(HEAP, "-jar", jar.toString(), "--no-demo"), environment);
        awaitStatus200("http://127.0.0.1:" + port + "/actuator/health/readiness", name);
        return server;
    }

    private Path built(String name) throws IOException {
        Path jar = home.resolve(name);
        if (!Files.isRegularFile(jar)) {
            throw new IOException("There is no " + jar + ": build the project first (mvn package).");
        }
        return jar;
    }

    private static List<String> java(String heap, String... arguments) {
        List<String> command = Programs.java(heap);
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitStatus200(String url, String name) throws IOException {
        long end = System.nanoTime() + READY_MAX.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        while (status(request) != 200) {
            if (System.nanoTime() > end) {
                throw new IOException(name + " did not become ready: see " + file(name + ".log"));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private int status(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted.", e);
        }
    }

    private void endAll() {
        ServerProcess last = servers.poll();
        while (last != null) {
            last.close();
            last = servers.poll();
        }
    }

    @Override
    public void close() {
        endAll();
        Runtime.getRuntime().removeShutdownHook(ender);
    }
}
