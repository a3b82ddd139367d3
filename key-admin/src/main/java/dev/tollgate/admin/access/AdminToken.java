package dev.tollgate.admin.access;

import dev.tollgate.admin.web.KeptSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token that opens the admin API. Only its hash is kept in memory. */
public final class AdminToken {
    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);
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
        String kept = KeptSecret.of("admin token", file);
        log.info("The admin token is in {}", file.toAbsolutePath());
        return new AdminToken(kept, false);
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

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
