package dev.tollgate.benchmarks.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keys as a team would keep them that writes a filter of its own: by the text of their hash, each with its day's count. */
final class PeerKeys {
    static final long LIMIT = 2_000_000_000;

    private final ConcurrentMap<String, Customer> byHash = new ConcurrentHashMap<>();

    /** Whose a key is, and how often it was used today. */
    record Customer(String account, AtomicLong used) {}

    private PeerKeys() {}

    /** Reads lines of a key and its account. */
    static PeerKeys read(Path file) throws IOException {
        PeerKeys keys = new PeerKeys();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            keys.byHash.put(hash(line.substring(0, space)), new Customer(line.substring(space + 1), new AtomicLong()));
        }
        return keys;
    }

    /** Whose the key of an Authorization header is; null for nobody's. */
    @Nullable
    Customer find(@Nullable String authorization) {
        return authorization == null || !authorization.startsWith("Bearer ")
                ? null
                : byHash.get(hash(authorization.substring("Bearer ".length())));
    }

    static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
