package dev.tollgate.admin.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A secret that is made at the first start, and kept in a file that its owner alone may read. */
public final class KeptSecret {
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH_MIN = 16;

    private KeptSecret() {}

    /**
     * The one in a file, which is made if it is not there: 256 bits of chance in URL-safe base64.
     *
     * @param what it is, for a person
     * @throws IllegalStateException if the file cannot be used
     */
    public static String of(String what, Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            create(file);
            String kept = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (kept.length() < LENGTH_MIN) {
                throw new IllegalStateException(
                        "The file " + file + " holds no " + what + ". Remove it, and the next start makes one.");
            }
            return kept;
        } catch (IOException e) {
            throw new IllegalStateException("The " + what + " cannot be kept in " + file + ": " + e, e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(StandardCharsets.US_ASCII.encode(secret + "\n"));
        } catch (FileAlreadyExistsException e) {
            // That of an earlier start is kept.
        }
    }
}
