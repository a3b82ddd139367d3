package dev.tollgate.auth.journal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Makes something of the same bytes only once. It remembers a given number; then it begins anew. Not for use by several
 * threads.
 *
 * @param <T> what is made of them; immutable
 */
final class ByBytes<T> {
    private final int max;
    private final Map<Stretch, T> known = new HashMap<>();
    private final CRC32C crc = new CRC32C();

    /** Used for every look-up, and never a key of the map. */
    private final Stretch asked = new Stretch();

    ByBytes(int max) {
        this.max = max;
    }

    /** What {@code make} makes of the bytes from {@code from} up to {@code to}. */
    T find(byte[] bytes, int from, int to, Function<byte[], T> make) {
        crc.reset();
        crc.update(bytes, from, to - from);
        asked.set(bytes, from, to, (int) crc.getValue());
        T found = known.get(asked);
        return found == null ? made(asked, make) : found;
    }

    private T made(Stretch given, Function<byte[], T> make) {
        if (known.size() >= max) {
            known.clear();
        }
        byte[] copy = Arrays.copyOfRange(given.bytes, given.from, given.to);
        Stretch key = new Stretch();
        key.set(copy, 0, copy.length, given.hash);
        T made = make.apply(copy);
        known.put(key, made);
        return made;
    }

    private static final class Stretch {
        private static final byte[] NONE = new byte[0];

        private byte[] bytes = NONE;
        private int from;
        private int to;
        private int hash;

        void set(byte[] ofBytes, int fromByte, int toByte, int itsHash) {
            bytes = ofBytes;
            from = fromByte;
            to = toByte;
            hash = itsHash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stretch that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
