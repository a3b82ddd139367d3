package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All keys by their hash: an in-memory view of the topic api-keys. Read by every request, written by one follower. */
public final class KeyDirectory {
    private final KeyTable keys = new KeyTable(new SecureRandom());
    private final KeyPeppers peppers;
    private final @Nullable Map<String, String> accountsById;
    private volatile @Nullable Consumer<KeyHash> arrivals;

    /** Of keys that hang on no pepper. */
    public KeyDirectory() {
        this(KeyPeppers.NONE);
    }

    /** Of keys that hang on one of {@code peppers}, or on none. */
    public KeyDirectory(KeyPeppers peppers) {
        this(peppers, false);
    }

    /** @param byId whether keys are also found by their ids, for some 80 bytes each */
    public KeyDirectory(KeyPeppers peppers, boolean byId) {
        this.peppers = peppers;
        this.accountsById = byId ? new ConcurrentHashMap<>() : null;
    }

    /**
     * The key whose secret is a token; null if there is none. Whatever could be a key by its length is looked for. A key of the
     * first pepper costs one hash, as does any token where there is no pepper; an unknown one costs one of each form.
     *
     * @param characters the token's, in ISO 8859-1
     */
    public @Nullable KeyInUse use(byte[] characters) {
        if (characters.length > KeyFormat.FOREIGN_LENGTH_MAX) {
            return null;
        }
        KeyInUse key = keys.find(peppers.hash(characters, 0));
        // In this order: without a pepper, nothing may hang on whether there is such a key.
        return peppers.forms() == 1 || key != null ? key : useOfOtherForm(characters);
    }

    private @Nullable KeyInUse useOfOtherForm(byte[] characters) {
        KeyInUse key = null;
        for (int form = 1; form < peppers.forms() && key == null; form++) {
            key = keys.find(peppers.hash(characters, form));
        }
        return key;
    }

    /** What a key would be kept under. */
    public Hashed hash(String token) {
        return peppers.hash(token);
    }

    /** The key with that hash; null if there is none. */
    public @Nullable ApiKey find(KeyHash hash) {
        KeyInUse found = keys.find(hash);
        return found == null ? null : found.key();
    }

    /** Whose the key with that id is; null if there is none, or keys are not found by their ids. */
    public @Nullable String accountOf(String keyId) {
        return accountsById == null ? null : accountsById.get(keyId);
    }

    /** Takes a key's newest state, unless a newer one is known. */
    public void put(ApiKey key) {
        keys.put(key);
        if (accountsById != null) {
            accountsById.put(key.id(), key.accountId());
        }
        Consumer<KeyHash> waiting = arrivals;
        if (waiting != null) {
            waiting.accept(key.hash());
        }
    }

    /** Tells {@code waiting} of each key from now on, as soon as it is known here. It must not block. */
    public void onArrival(Consumer<KeyHash> waiting) {
        arrivals = waiting;
    }

    /** Forgets a key. */
    public void remove(KeyHash hash) {
        ApiKey gone = accountsById == null ? null : find(hash);
        if (gone != null && accountsById != null) {
            accountsById.remove(gone.id());
        }
        keys.remove(hash);
    }

    /** What the table needs without that to which it points: the keys' own names and dates, and what they share. */
    public long tableBytes() {
        return keys.bytes();
    }

    /** How many keys it holds. */
    public int size() {
        return keys.size();
    }
}
