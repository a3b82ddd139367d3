package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All keys by their hash: an in-memory view of the topic api-keys. Read by every request, written by one follower. */
public final class KeyDirectory {
    private final ConcurrentHashMap<KeyHash, ApiKey> keys = new ConcurrentHashMap<>();

    /** The key with that hash; null if there is none. */
    public @Nullable ApiKey find(KeyHash hash) {
        return keys.get(hash);
    }

    /** Takes a key's newest state, unless a newer one is known. */
    public void put(KeyHash hash, ApiKey key) {
        keys.merge(hash, key, (known, given) -> given.version() >= known.version() ? given : known);
    }

    /** Forgets a key. */
    public void remove(KeyHash hash) {
        keys.remove(hash);
    }

    /** How many keys it holds. */
    public int size() {
        return keys.size();
    }
}
