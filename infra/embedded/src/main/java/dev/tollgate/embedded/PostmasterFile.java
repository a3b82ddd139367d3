package dev.tollgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a PostgreSQL server wrote about itself into its data folder, and whether that server is still there. The file
 * outlives a server that was killed, and its process id may by now be somebody else's.
 *
 * @param pid the server's process id
 * @param folder the data folder the file lies in
 */
record PostmasterFile(long pid, Path folder) {
    private static final String NAME = "postmaster.pid";

    /** Reads the file; empty if there is none, or none that names a process. */
    static Optional<PostmasterFile> read(Path folder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(NAME));
            return lines.isEmpty() ? Optional.empty() : parse(lines.get(0), folder);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<PostmasterFile> parse(String firstLine, Path folder) {
        try {
            return Optional.of(new PostmasterFile(Long.parseLong(firstLine.strip()), folder));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The process of the server, if it lives and really works on this folder. */
    Optional<ProcessHandle> livingServer() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::worksHere);
    }

    private boolean worksHere(ProcessHandle process) {
        String commandLine = commandLine(process);
        if (!commandLine.contains("postgres")) {
            return false;
        }
        try {
            // A server's working folder is its data folder.
            return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), folder);
        } catch (IOException e) {
            // macOS does not tell it, nor does Linux of another user's process where a container has root's rights cut.
            return commandLine.contains(folder.toString());
        }
    }

    private String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            ProcessHandle.Info info = process.info();
            return info.commandLine().or(info::command).orElse("");
        }
    }

    /** Removes a file whose server is gone, so that no stranger with the same process id stands in a new one's way. */
    void delete() throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }
}
