package dev.tollgate.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of PostgreSQL, which refuse to run as root, whoever we are. Root takes a user namespace of its own, in
 * which it is nobody; where a container forbids those, root becomes nobody outright and keeps only the right to reach files.
 */
final class UnprivilegedCommand {
    private static final String NOBODY = "65534";
    private static final List<String> AS_WE_ARE = List.of();
    private static final List<String> OWN_NAMESPACE = List.of("unshare", "-U");
    static final List<String> AS_NOBODY = List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override");
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final List<String> prefix;

    UnprivilegedCommand(List<String> prefix) {
        this.prefix = prefix;
    }

    static UnprivilegedCommand forThisUser() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new UnprivilegedCommand(AS_WE_ARE);
        }
        for (List<String> prefix : List.of(OWN_NAMESPACE, AS_NOBODY)) {
            if (works(prefix)) {
                return new UnprivilegedCommand(prefix);
            }
        }
        throw new ServerStartException("PostgreSQL refuses to run as root, and neither unshare nor setpriv works here:"
                + " start this as another user, or use a PostgreSQL server of your own.");
    }

    private static boolean works(List<String> prefix) {
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // Not installed.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Where programs must lie to be run. PostgreSQL asks whether it may execute its programs in a way that heeds no
     * capability, so nobody cannot run what lies below a folder of root's own, whatever else it may reach there.
     *
     * @param wanted where they should lie
     */
    Path reachable(Path wanted) throws IOException {
        if (!prefix.equals(AS_NOBODY)) {
            return wanted;
        }
        Path shared = Path.of(System.getProperty("java.io.tmpdir"), "tollgate-programs");
        try {
            Files.createDirectory(shared);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (FileAlreadyExistsException e) {
            requireOurs(shared);
        }
        return shared;
    }

    /** In a folder that all may write to, somebody else could have put programs of their own. */
    private static void requireOurs(Path folder) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean ours = found.isDirectory()
                && found.owner().getName().equals(System.getProperty("user.name"))
                && PosixFilePermissions.toString(found.permissions()).equals("rwxr-xr-x");
        if (!ours) {
            throw new IOException(folder + " belongs to somebody else, or others may write to it: delete it");
        }
    }

    /** Gives what lies in a folder to the user that the programs run as, which may not be us. */
    void handOver(Path folder) throws IOException {
        if (prefix.equals(AS_NOBODY)) {
            Path output = Files.createTempFile("tollgate-chown", ".log");
            run(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()), output, PROBE_TIMEOUT, AS_WE_ARE);
            Files.deleteIfExists(output);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param output the file that gets all it prints, replacing what was there
     * @throws CommandFailedException if it ends with another status than 0 or takes too long
     */
    void run(List<String> command, Path output, Duration timeout) throws IOException {
        run(command, output, timeout, prefix);
    }

    private static void run(List<String> command, Path output, Duration timeout, List<String> prefix)
            throws IOException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        // The caller's own PGPORT, PGOPTIONS and the like must not reach this server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new CommandFailedException(command.get(0) + " took longer than " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted while waiting for " + command.get(0));
        }
        if (process.exitValue() != 0) {
            throw new CommandFailedException(Files.readString(output).strip());
        }
    }

    /** A program did not do its work; the message is what it printed. */
    static final class CommandFailedException extends IOException {
        private static final long serialVersionUID = 1L;

        CommandFailedException(String message) {
            super(message);
        }
    }
}
