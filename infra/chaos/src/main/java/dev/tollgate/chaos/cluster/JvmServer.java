package dev.tollgate.chaos.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server that is one JVM. All that it prints in all its lives goes to one file. */
public final class JvmServer implements Server {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> INHERITED =
            List.of("TOLLGATE_", "KAFKA_", "DATABASE_", "POSTGRES_", "AUTH_API_", "KEY_ADMIN_", "METERING_", "SPRING_");
    /** Small, and quick to start on few cores. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx224m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8");

    private final String name;
    private final List<String> program;
    private final Map<String, String> environment;
    private final File output;
    private final URI address;
    private final AtomicLong starts = new AtomicLong();
    private @Nullable Process process;
    private boolean ended;

    /**
     * @param program what follows the options of the JVM: a class path and a class, or a jar
     * @param address where it answers
     */
    JvmServer(String name, List<String> program, Map<String, String> environment, Path output, URI address) {
        this.name = name;
        this.program = List.copyOf(program);
        this.environment = new HashMap<>(environment);
        this.output = output.toFile();
        this.address = address;
    }

    @Override
    public String name() {
        return name;
    }

    /** Where it answers; the same after each start. */
    public URI address() {
        return address;
    }

    /** How often it has been started: what was known of an earlier process says nothing of the next. */
    public long starts() {
        return starts.get();
    }

    /** Sets a variable for its starts from now on. */
    synchronized void give(String variable, String value) {
        environment.put(variable, value);
    }

    @Override
    public synchronized void start() throws IOException {
        if (ended) {
            throw new IOException(name + " is not started: the run is over.");
        }
        if (isRunning()) {
            return;
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.environment().keySet().removeIf(variable -> INHERITED.stream().anyMatch(variable::startsWith));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(environment);
        starts.incrementAndGet();
        process = builder.start();
    }

    @Override
    public synchronized void kill() {
        Process running = process;
        if (running != null) {
            Signals.kill(List.of(running.toHandle()));
        }
    }

    @Override
    public synchronized void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        resume();
        running.destroy();
        try {
            if (running.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    @Override
    public synchronized void pause() {
        Process running = process;
        if (running != null) {
            Signals.pause(List.of(running.toHandle()));
        }
    }

    @Override
    public synchronized void resume() {
        Process running = process;
        if (running != null) {
            Signals.resume(List.of(running.toHandle()));
        }
    }

    @Override
    public synchronized void end() {
        ended = true;
        kill();
    }

    private boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Null while it runs; else a sentence about its end. */
    synchronized @Nullable String howItEnded() {
        Process last = process;
        return last == null || last.isAlive()
                ? null
                : name + " ended by itself with status " + last.exitValue() + ", see " + output + ".";
    }

    @Override
    public String toString() {
        return name;
    }
}
