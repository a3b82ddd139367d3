package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys by numbers from 1 on, small: a key's hash, what it shares with others, and its {@link KeyCard}. A row is written
 * once, and never again. Those that are asked for lie at hand, unpacked.
 *
 * <p>Written by one thread at a time. Whoever reads has the number from a place that was written after the row, and has put
 * a fence between the two.
 */
final class KeyRows {
    /** How many rows come at once. */
    static final int CHUNK = 1 << 12;

    private static final int CHUNK_BITS = 12;
    private static final int CARDS_BYTES_MIN = 1 << 10;
    private static final int WORDS = KeyHash.BYTES / Long.BYTES;

    /** How many keys may be at hand: in some forty megabytes, however many there are. */
    private static final int AT_HAND_MAX = 1 << 16;

    private volatile Chunk[] chunks = {new Chunk()};
    private volatile int last;

    /** Keys, each at the remainder of its number. No place is null. */
    private volatile KeyInUse[] atHand = places(CHUNK);

    private static final class Chunk {
        final long[] hashes = new long[WORDS * CHUNK];
        final @Nullable Entitlement[] shared = new Entitlement[CHUNK];

        /**
         * One card after the other: as objects, a million of them would be moved about by the collector. Volatile, because
         * whoever reads an earlier card may find the array that has just taken the place of another one.
         */
        volatile byte[] cards = new byte[CARDS_BYTES_MIN];

        /** Where the card of each row ends. It begins where that of the row before ends. */
        final int[] ends = new int[CHUNK];

        int start(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        /** Where the card of a row is to begin; there is room for that many bytes. */
        int room(int row, int bytes) {
            int start = start(row);
            if (cards.length - start < bytes) {
                cards = Arrays.copyOf(cards, Math.max(start + bytes, cards.length + cards.length / 2));
            }
            return start;
        }

        void trim() {
            cards = Arrays.copyOf(cards, ends[CHUNK - 1]);
        }
    }

    /** What the rows need, without their cards and what they share. A reference takes four bytes in heaps of up to 32 GB. */
    long bytes() {
        return (long) chunks.length * CHUNK * (KeyHash.BYTES + 2 * Integer.BYTES);
    }

    /** The highest number that is taken. */
    int last() {
        return last;
    }

    /**
     * Adds a key, and returns its number.
     *
     * @param shared of that key
     * @throws IllegalArgumentException as {@link KeyCard#write}
     */
    int add(ApiKey key, Entitlement shared) {
        int number = next();
        Chunk chunk = chunk(number);
        int start = chunk.room(row(number), KeyCard.bytesMax(key));
        return add(number, key.hash(), shared, KeyCard.write(key, chunk.cards, start));
    }

    /** Adds a row of others, and returns its number here. */
    int add(KeyRows others, int other) {
        int number = next();
        Chunk chunk = chunk(number);
        Chunk from = others.chunk(other);
        int card = from.start(row(other));
        int bytes = from.ends[row(other)] - card;
        int start = chunk.room(row(number), bytes);
        System.arraycopy(from.cards, card, chunk.cards, start, bytes);
        return add(number, others.hash(other), others.shared(other), start + bytes);
    }

    private int next() {
        int number = last + 1;
        if (number >>> CHUNK_BITS == chunks.length) {
            addChunk();
        }
        return number;
    }

    private int add(int number, KeyHash hash, Entitlement shared, int end) {
        Chunk chunk = chunk(number);
        int row = row(number);
        chunk.hashes[WORDS * row] = hash.a();
        chunk.hashes[WORDS * row + 1] = hash.b();
        chunk.hashes[WORDS * row + 2] = hash.c();
        chunk.hashes[WORDS * row + 3] = hash.d();
        chunk.shared[row] = shared;
        chunk.ends[row] = end;
        last = number;
        return number;
    }

    private void addChunk() {
        chunks[chunks.length - 1].trim();
        Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
        more[chunks.length] = new Chunk();
        chunks = more;
        int wanted = Math.min(AT_HAND_MAX, Integer.highestOneBit(2 * more.length - 1) * CHUNK);
        if (wanted > atHand.length) {
            atHand = places(wanted);
        }
    }

    private static KeyInUse[] places(int keys) {
        KeyInUse[] places = new KeyInUse[keys];
        Arrays.fill(places, KeyInUse.NOTHING);
        return places;
    }

    /**
     * The key with the number {@code found} if {@code hash} is all its hash; null if not, or if that is 0. Does the same
     * either way.
     *
     * @param candidate {@code found}, or any number where that is 0
     */
    @Nullable
    KeyInUse find(KeyHash hash, int found, int candidate) {
        int number = found & ~differs(candidate, hash);
        int isThere = -number >>> 31;
        KeyInUse[] places = atHand;
        int place = candidate & (places.length - 1);
        KeyInUse near = places[place];
        KeyInUse key = near.nothingOrThis[isThere];
        return ((near.number ^ candidate) & -isThere) == 0 ? key : unpack(number, places, place);
    }

    /** For a key that is not at hand. It takes longer, and only whoever has the key can bring that about. */
    private KeyInUse unpack(int number, KeyInUse[] places, int place) {
        Chunk chunk = chunk(number);
        ApiKey key = KeyCard.read(chunk.cards, chunk.start(row(number)), hash(number), shared(number));
        KeyInUse unpacked = new KeyInUse(number, key);
        places[place] = unpacked;
        return unpacked;
    }

    /** -1 if that is not the whole hash of a number, 0 if it is. */
    int differs(int number, KeyHash hash) {
        long[] hashes = chunk(number).hashes;
        int at = WORDS * row(number);
        long difference = (hashes[at] ^ hash.a())
                | (hashes[at + 1] ^ hash.b())
                | (hashes[at + 2] ^ hash.c())
                | (hashes[at + 3] ^ hash.d());
        return (int) ((difference | -difference) >> 63);
    }

    KeyHash hash(int number) {
        long[] hashes = chunk(number).hashes;
        int at = WORDS * row(number);
        return new KeyHash(hashes[at], hashes[at + 1], hashes[at + 2], hashes[at + 3]);
    }

    private Entitlement shared(int number) {
        return Objects.requireNonNull(chunk(number).shared[row(number)]);
    }

    /** Which version of its key a row is of. */
    long version(int number) {
        Chunk chunk = chunk(number);
        return KeyCard.version(chunk.cards, chunk.start(row(number)));
    }

    private Chunk chunk(int number) {
        return chunks[number >>> CHUNK_BITS];
    }

    private static int row(int number) {
        return number & (CHUNK - 1);
    }
}
