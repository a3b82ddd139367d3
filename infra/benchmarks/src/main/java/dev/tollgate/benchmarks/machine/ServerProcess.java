package dev.tollgate.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that this run has started, and ends. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
    private static final long STOP_SECONDS_MAX = 10;

    /** Linux cuts the names of threads short. */
    private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre.*");

    /** In which Linux tells times, whatever it measures them in. */
    private static final Duration TICK = Duration.ofMillis(10);

    private final String name;
    private final int port;
    private final Path log;
    private final Process process;

    private ServerProcess(String name, int port, Path log, Process process) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a server and returns when it takes connections.
     *
     * @param port where it listens, on the loopback address
     * @param log gets what it prints
     * @throws IOException if it cannot be started, or ends instead, with where to look
     */
    public static ServerProcess start(
            String name, int port, List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        ServerProcess server = new ServerProcess(name, port, log, builder.start());
        try {
            server.awaitConnection();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitConnection() throws IOException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (!listens()) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended with " + process.exitValue() + ": see " + log);
            }
            if (System.nanoTime() > end) {
                throw new IOException(name + " did not listen on port " + port + " in time: see " + log);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet: that is the answer
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** Processor time that it and its children have used. */
    public Duration cpu() {
        return all().map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Processor time that the compilers of its JVM have used, where the operating system has {@code /proc}; none elsewhere, and of
     * what is no JVM.
     */
    public Duration compiling() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            return threads.map(ServerProcess::compiling).reduce(Duration.ZERO, Duration::plus);
        } catch (IOException | UncheckedIOException e) {
            return Duration.ZERO; // no such file system, or it has just ended
        }
    }

    private static Duration compiling(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"));
            String name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
            if (!COMPILER.matcher(name).matches()) {
                return Duration.ZERO;
            }
            // What follows the name begins with the third field: proc(5) has the times in the 14th and the 15th.
            List<String> fields =
                    List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
            return TICK.multipliedBy(Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
        } catch (IOException e) {
            return Duration.ZERO; // it has just ended
        }
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /**
     * Memory in bytes that it and its children have to themselves or share with each other, where the operating system has
     * {@code /proc}; 0 elsewhere.
     */
    public long residentBytes() {
        return all().mapToLong(ServerProcess::proportionalBytes).sum();
    }

    /** Where a page is shared by several processes, each has its part of it. */
    private static long proportionalBytes(ProcessHandle handle) {
        Path file = Path.of("/proc", Long.toString(handle.pid()), "smaps_rollup");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // no such file system, or it has just ended
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> handles = all().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                handles.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            handles.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
