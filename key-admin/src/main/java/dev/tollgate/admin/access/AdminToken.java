package dev.tollgate.admin.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token that opens the admin API. Only its hash is kept in memory. */
public final class AdminToken {
    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH_MIN = 16;

    private final byte[] hash;
    private final boolean given;

    private AdminToken(String token, boolean given) {
        this.hash = sha256(token);
        this.given = given;
    }

    /**
     * The given token; where it is empty, the one in {@code admin-token} under {@code dataDir}, which is made with
     * rights for its owner only if it is not there.
     *
     * @throws IllegalArgumentException if the token is too short to be safe
     * @throws IllegalStateException if the file cannot be used
     */
    public static AdminToken of(String given, Path dataDir) {
        if (!given.isBlank()) {
            requireSafe(given);
            return new AdminToken(given.strip(), true);
        }
        Path file = dataDir.resolve("admin-token");
        try {
            Files.createDirectories(dataDir);
            create(file);
            log.info("The admin token is in {}", file.toAbsolutePath());
            String kept = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (kept.length() < LENGTH_MIN) {
                throw new IllegalStateException(
                        "The file " + file + " holds no admin token. Remove it, and the next start makes one.");
            }
            return new AdminToken(kept, false);
        } catch (IOException e) {
            throw new IllegalStateException("The admin token cannot be kept in " + file + ": " + e, e);
        }
    }

    /** @throws IllegalArgumentException if a token is given that is too short to be safe */
    public static void requireSafe(String given) {
        if (!given.isBlank() && given.strip().length() < LENGTH_MIN) {
            throw new IllegalArgumentException("TOLLGATE_ADMIN_TOKEN must have " + LENGTH_MIN + " characters or more.");
        }
    }

    /** Whether it came from the settings: then whoever runs key-admin wants it to be valid. */
    boolean isGiven() {
        return given;
    }

    /** Whether {@code token} is it. Takes as long for one that is nearly right as for any other. */
    public boolean matches(String token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(StandardCharsets.US_ASCII.encode(token + "\n"));
        } catch (FileAlreadyExistsException e) {
            log.debug("The admin token of an earlier start is kept", e);
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
