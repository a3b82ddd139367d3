package dev.tollgate.standalone;

import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.FolderLock;
import dev.tollgate.embedded.PrivateFiles;
import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder with everything that outlives a run.
 *
 * @param path where it is
 */
record DataFolder(Path path) {
    /** Says that all in the folder is Tollgate's, and so may be deleted by {@code --fresh}. */
    private static final String MARKER = ".tollgate-data";

    private static final String MARKER_TEXT =
            "All in this folder belongs to Tollgate; ./tollgate up --fresh deletes it.\n";

    /** The database's programs are no data: to unpack them again would only take time. */
    private static final String PROGRAMS = "programs";

    /**
     * Claims the folder for this process, creating it {@code rwx------} if it is not there.
     *
     * @param fresh whether to delete what is in it
     * @return to be closed last of all
     * @throws ServerStartException if somebody else works on it, if it cannot be written, or if it should be emptied and is not
     *     ours alone
     */
    FolderLock claim(boolean fresh) {
        try {
            boolean oursAlone = isOursAlone();
            if (fresh && !oursAlone) {
                throw new ServerStartException("--fresh deletes nothing in " + path
                        + ", which held other things before Tollgate came: delete it yourself, or set"
                        + " TOLLGATE_DATA_DIR to another folder.");
            }
            PrivateFiles.createFolder(path);
            FolderLock lock = FolderLock.tryTake(path)
                    .orElseThrow(() -> new ServerStartException("Tollgate already runs on the data in " + path
                            + ": stop it first, or set TOLLGATE_DATA_DIR to another folder."));
            prepare(lock, fresh, oursAlone);
            return lock;
        } catch (IOException e) {
            throw new ServerStartException(
                    "Tollgate cannot write to its folder " + path + " (" + e
                            + "): make it writable, or set TOLLGATE_DATA_DIR to another folder.",
                    e);
        }
    }

    private boolean isOursAlone() throws IOException {
        if (!Files.exists(path) || Files.exists(path.resolve(MARKER))) {
            return true;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private void prepare(FolderLock lock, boolean fresh, boolean oursAlone) throws IOException {
        try {
            // A killed run leaves its database server behind, which still writes here and holds its port.
            EmbeddedDatabase.stopOrphan(programs(), database());
            if (fresh) {
                empty();
            }
            if (oursAlone) {
                Files.writeString(path.resolve(MARKER), MARKER_TEXT);
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void empty() throws IOException {
        List<Path> doomed;
        try (Stream<Path> entries = Files.list(path)) {
            doomed = entries.filter(entry -> !isKept(entry.getFileName().toString()))
                    .toList();
        }
        for (Path entry : doomed) {
            PrivateFiles.deleteTree(entry);
        }
    }

    private static boolean isKept(String name) {
        return name.equals(MARKER) || name.equals(FolderLock.FILE_NAME) || name.equals(PROGRAMS);
    }

    Path broker() {
        return path.resolve("kafka");
    }

    Path database() {
        return path.resolve("postgresql");
    }

    Path programs() {
        return path.resolve(PROGRAMS);
    }

    Path demoKeys() {
        return path.resolve("demo-keys");
    }

    /** Where key-admin puts the token that it makes. */
    Path adminToken() {
        return path.resolve("admin-token");
    }

    Path logs() {
        return path.resolve("logs");
    }
}
