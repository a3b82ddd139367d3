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
    private static final int WORDS = KeyHash.BYTES / Long.BYTES;

    /** How many keys may be at hand: in some sixteen megabytes, however many there are. */
    private static final int AT_HAND_MAX = 1 << 16;

    private volatile Chunk[] chunks = {new Chunk()};
    private volatile int last;

    /** Keys, each at the remainder of its number. No place is null. */
    private volatile KeyInUse[] atHand = places(CHUNK);

    private static final class Chunk {
        final long[] hashes = new long[WORDS * CHUNK];
        final @Nullable Entitlement[] shared = new Entitlement[CHUNK];
        final byte[] @Nullable [] cards = new byte[CHUNK][];
    }

    /** What the rows need, without that to which they point. A reference takes four bytes in heaps of up to 32 GB. */
    long bytes() {
        return (long) chunks.length * CHUNK * (KeyHash.BYTES + 2 * Integer.BYTES);
    }

    /** The highest number that is taken. */
    int last() {
        return last;
    }

    /** Adds a row, and returns its number. */
    int add(KeyHash hash, Entitlement shared, byte[] card) {
        int number = last + 1;
        if (number >>> CHUNK_BITS == chunks.length) {
            addChunk();
        }
        Chunk chunk = chunk(number);
        int row = row(number);
        chunk.hashes[WORDS * row] = hash.a();
        chunk.hashes[WORDS * row + 1] = hash.b();
        chunk.hashes[WORDS * row + 2] = hash.c();
        chunk.hashes[WORDS * row + 3] = hash.d();
        chunk.shared[row] = shared;
        chunk.cards[row] = card;
        last = number;
        return number;
    }

    private void addChunk() {
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
        KeyInUse unpacked = new KeyInUse(number, KeyCard.read(card(number), hash(number), shared(number)));
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

    Entitlement shared(int number) {
        return Objects.requireNonNull(chunk(number).shared[row(number)]);
    }

    byte[] card(int number) {
        return Objects.requireNonNull(chunk(number).cards[row(number)]);
    }

    private Chunk chunk(int number) {
        return chunks[number >>> CHUNK_BITS];
    }

    private static int row(int number) {
        return number & (CHUNK - 1);
    }
}
