package dev.tollgate.testing;

import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where embedded services of tests keep things: {@code <tmp>/tollgate-tests-<user>} with the database's programs, unpacked
 * once, and a folder named for each process that runs tests. A test run that was killed leaves its folder, and a database
 * server on it; the next run clears both away.
 */
final class TestFolders {
    private static final Logger LOG = LoggerFactory.getLogger(TestFolders.class);
    private static final String PROCESS_PREFIX = "process-";

    private final Path root;

    private TestFolders(Path root) {
        this.root = root;
    }

    static TestFolders ofThisUser() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir"), "tollgate-tests-" + System.getProperty("user.name")));
    }

    /** Programs are run from here: a folder that another user made is not to be trusted. */
    static TestFolders in(Path root) throws IOException {
        PrivateFiles.createFolder(root);
        Path own = Files.createTempFile(root, "owner", "");
        try {
            if (!Files.getOwner(own).equals(Files.getOwner(root))) {
                throw new IOException("The folder " + root + " belongs to another user: remove it.");
            }
        } finally {
            Files.delete(own);
        }
        return new TestFolders(root);
    }

    Path programs() {
        return root.resolve("programs");
    }

    Path ofThisProcess() throws IOException {
        Path folder = root.resolve(PROCESS_PREFIX + ProcessHandle.current().pid());
        PrivateFiles.createFolder(folder);
        return folder;
    }

    void clearOfTheDead() throws IOException {
        List<Path> dead;
        try (Stream<Path> folders = Files.list(root)) {
            dead = folders.filter(
                            folder -> process(folder).map(TestFolders::isGone).orElse(false))
                    .toList();
        }
        for (Path folder : dead) {
            try {
                EmbeddedDatabase.stopOrphan(programs(), folder.resolve("postgresql"));
                PrivateFiles.deleteTree(folder);
            } catch (IOException e) {
                // Another test run may clear the same folder at this moment.
                LOG.info("The folder {} of an earlier test run could not be cleared", folder, e);
            }
        }
    }

    private static Optional<Long> process(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(PROCESS_PREFIX)) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(name.substring(PROCESS_PREFIX.length())));
    }

    private static boolean isGone(long pid) {
        return pid == ProcessHandle.current().pid()
                || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }
}
