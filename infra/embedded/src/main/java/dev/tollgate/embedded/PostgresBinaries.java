package dev.tollgate.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The programs of PostgreSQL: from the class path to a folder, once for each version. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /**
     * Unpacks the programs for this machine if they are not there yet.
     *
     * @param parent an existing folder that gets a sub-folder named for the version
     * @return the folder that has {@code bin}, {@code lib} and {@code share}
     * @throws ServerStartException if there are none for this machine
     */
    static Path unpack(Path parent) throws IOException {
        Path home = parent.resolve("postgresql-" + version());
        if (Files.isDirectory(home)) {
            return home;
        }
        String resource = resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        // A process may end half-way, or another may do the same now: only a complete folder gets the name.
        Path draft = Files.createTempDirectory(parent, "postgresql-draft-");
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + resource)) {
            if (packed == null) {
                throw new ServerStartException("The PostgreSQL programs for this machine (" + resource
                        + ") are not part of this build: use a PostgreSQL server of your own.");
            }
            unpack(packed, draft);
        }
        allow(draft, "rwxr-xr-x");
        try {
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            PrivateFiles.deleteTree(draft);
        }
        return home;
    }

    static String version() {
        try (InputStream in = PostgresBinaries.class.getResourceAsStream("postgres-binaries.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new ServerStartException(
                    "The version of the PostgreSQL programs cannot be read: " + e.getMessage(), e);
        }
    }

    /** The file of the class path that has the programs for a machine, named as Java names machines. */
    static String resource(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String os = name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "darwin" : "";
        String arch =
                switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> "";
                };
        if (os.isEmpty() || arch.isEmpty()) {
            throw new ServerStartException("There are no PostgreSQL programs for " + osName + " on " + osArch
                    + ", only for Linux and macOS on x86-64 and 64-bit ARM: use a PostgreSQL server of your own.");
        }
        return "postgres-" + os + "-" + arch + ".txz";
    }

    private static void unpack(InputStream packed, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("The archive names a file outside of itself: " + entry.getName());
                }
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            allow(target, "rwxr-xr-x");
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        allow(target, executable ? "rwxr-xr-x" : "rw-r--r--");
    }

    /** Who runs the programs may be another user than who unpacks them. */
    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
