package dev.tollgate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signals to processes that we started, by their ids. */
final class Signals {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    private Signals() {}

    static void pause(Collection<ProcessHandle> processes) {
        send("STOP", processes);
    }

    static void resume(Collection<ProcessHandle> processes) {
        send("CONT", processes);
    }

    /** Kills them and waits until they are gone. */
    static void kill(Collection<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!processes.stream().allMatch(Signals::isGone)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Still there after kill -9: " + ids(processes).collect(Collectors.joining(", ")));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** The shell's own kill: a program of that name is not on every machine. One that has ended meanwhile is no matter. */
    private static void send(String signal, Collection<ProcessHandle> processes) {
        String line = ids(processes)
                .map(id -> "kill -" + signal + " " + id + " 2>/dev/null")
                .collect(Collectors.joining("; "));
        try {
            Process shell = new ProcessBuilder("sh", "-c", line).start();
            if (!shell.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("kill -" + signal + " did not come back.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stream<String> ids(Collection<ProcessHandle> processes) {
        return processes.stream().map(process -> Long.toString(process.pid()));
    }

    /** Also one that nobody has asked for its status holds nothing any more. */
    private static boolean isGone(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return status.startsWith("Z", status.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return !process.isAlive(); // gone this moment, or a system without /proc
        }
    }
}
