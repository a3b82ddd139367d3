package dev.tollgate.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A part that many events have in common. Its bytes are worked out once. Who writes them may leave a note with it of where
 * they stand already, to be found by the next that writes them, in whichever thread.
 */
public abstract sealed class Recurring permits Caller, RouteName {
    /** Whichever thread is first; what others work out meanwhile is the same. */
    private volatile byte @Nullable [] bytes;

    private volatile @Nullable Object note;

    /** As Protobuf writes strings. The same array each time: not to be changed. */
    public final byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            known = pack();
            bytes = known;
        }
        return known;
    }

    abstract byte[] pack();

    /** What was left here last; null for nothing. It may be of another writer. */
    public final @Nullable Object note() {
        return note;
    }

    /** @param given immutable, and small: it stays as long as this does */
    public final void leave(Object given) {
        note = given;
    }
}
