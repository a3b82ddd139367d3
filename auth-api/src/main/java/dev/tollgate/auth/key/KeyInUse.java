package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * A key that lies at hand, as it is until it changes. Who decides about its requests may leave a note with it, to be found
 * by the next; it goes when the key does, or others need the room.
 */
public final class KeyInUse {
    /** Stands in places that are empty. */
    static final KeyInUse NOTHING = new KeyInUse(0, null);

    final int address;

    /** Either is as near as the other. */
    final @Nullable KeyInUse[] nothingOrThis;

    private final long a;
    private final long b;
    private final long c;
    private final long d;
    private final @Nullable ApiKey key;

    /** Without order between threads. */
    private @Nullable Object note;

    /** @param address of its row; 0 for none */
    KeyInUse(int address, @Nullable ApiKey key) {
        this.address = address;
        this.key = key;
        KeyHash hash = key == null ? new KeyHash(0, 0, 0, 0) : key.hash();
        this.a = hash.a();
        this.b = hash.b();
        this.c = hash.c();
        this.d = hash.d();
        this.nothingOrThis = new KeyInUse[] {null, this};
    }

    /** -1 if that is not the key's whole hash, 0 if it is. It lies here, so that the row is not looked at. */
    int differs(KeyHash hash) {
        return hash.differs(a, b, c, d);
    }

    /** The key. */
    public ApiKey key() {
        if (key == null) {
            throw new IllegalStateException("There is no key in an empty place.");
        }
        return key;
    }

    /** What was left here last; null for nothing. */
    public @Nullable Object note() {
        return note;
    }

    /** @param given to be found by the next, in whichever thread and without order: of final fields that hold what any may use */
    public void leave(Object given) {
        note = given;
    }
}
