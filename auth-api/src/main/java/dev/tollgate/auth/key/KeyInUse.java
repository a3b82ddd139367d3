package dev.tollgate.auth.key;

import org.jspecify.annotations.Nullable;

/**
 * A key that lies at hand, as it is until it changes. Who decides about its requests may leave a note with it, to be found
 * by the next; it goes when the key does, or others need the room.
 */
public final class KeyInUse {
    /** Stands in places that are empty. */
    static final KeyInUse NOTHING = new KeyInUse(0, null);

    final int number;

    /** Either is as near as the other. */
    final @Nullable KeyInUse[] nothingOrThis;

    private final @Nullable ApiKey key;

    /** Without order between threads. */
    private @Nullable Object note;

    /** @param number its row; 0 for none */
    KeyInUse(int number, @Nullable ApiKey key) {
        this.number = number;
        this.key = key;
        this.nothingOrThis = new KeyInUse[] {null, this};
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
