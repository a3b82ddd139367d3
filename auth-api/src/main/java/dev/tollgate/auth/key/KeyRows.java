package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys, small: each is a row of bytes in one place, so that a key in far memory is waited for once. A row is the
 * key's whole hash, the number of what it shares with others, and its {@link KeyCard}. It is known by its address, counted
 * in steps of eight bytes; 0 is none. A row is written once, and never again. Those that are asked for lie at hand, unpacked.
 *
 * <p>Written by one thread at a time. Whoever reads has the address from a place that was written after the row, and has put
 * a fence between the two.
 */
final class KeyRows {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int STEP_BITS = 3;
    private static final int BLOCK_BITS = 18;
    private static final int BLOCK_BYTES = 1 << BLOCK_BITS;

    /** As many blocks as there may be: addresses are positive. */
    static final int BLOCKS_MAX = 1 << (Integer.SIZE - 1 + STEP_BITS - BLOCK_BITS);

    /** Where the number of what is shared is: behind the hash. */
    private static final int SHARED = KeyHash.BYTES;

    private static final int CARD = SHARED + Integer.BYTES;

    private static final int AT_HAND_MIN = 1 << 12;

    /** How many keys may be at hand: in some forty megabytes, however many there are. */
    private static final int AT_HAND_MAX = 1 << 16;

    private final int blocksMax;
    private volatile byte[][] blocks = {new byte[BLOCK_BYTES]};

    /** The address behind the last row. */
    private int end = 1;

    private int count;

    private final Map<Entitlement, Integer> sharedNumbers = new HashMap<>();
    private volatile Entitlement[] shared = {};

    /** Has four times as many places as there are rows, if it may: then there is room for nearly all of a set. */
    private volatile KeysAtHand atHand = new KeysAtHand(AT_HAND_MIN);

    /** @param blocksMax of 256 KiB, {@link #BLOCKS_MAX} at most */
    KeyRows(int blocksMax) {
        this.blocksMax = blocksMax;
    }

    /** What the rows need, without their cards. */
    long bytes() {
        return (long) count * CARD;
    }

    /** How many there are, with those that are gone. For the one that writes. */
    int count() {
        return count;
    }

    /**
     * Adds a key, and returns its address.
     *
     * @throws IllegalArgumentException as {@link KeyCard#bytesMax}
     * @throws IllegalStateException if there is no room for it
     */
    int add(ApiKey key) {
        int address = room(CARD + KeyCard.bytesMax(key));
        byte[] block = block(address);
        int at = at(address);
        KeyHash hash = key.hash();
        LONG.set(block, at, hash.a());
        LONG.set(block, at + Long.BYTES, hash.b());
        LONG.set(block, at + 2 * Long.BYTES, hash.c());
        LONG.set(block, at + 3 * Long.BYTES, hash.d());
        INT.set(block, at + SHARED, sharedNumber(Entitlement.of(key)));
        int behind = KeyCard.write(key, block, at + CARD);
        end = address + ((behind - at - 1) >>> STEP_BITS) + 1;
        count++;
        if (4 * count > atHand.places() && atHand.places() < AT_HAND_MAX) {
            atHand = new KeysAtHand(2 * atHand.places());
        }
        return address;
    }

    /** Where a row of that many bytes is to begin: it lies in one block. */
    private int room(int bytes) {
        if (at(end) + bytes <= BLOCK_BYTES && end >>> (BLOCK_BITS - STEP_BITS) < blocks.length) {
            return end;
        }
        int known = blocks.length;
        if (known == blocksMax) {
            throw new IllegalStateException("The table of keys is full.");
        }
        byte[][] more = Arrays.copyOf(blocks, known + 1);
        more[known] = new byte[BLOCK_BYTES];
        blocks = more;
        return known << (BLOCK_BITS - STEP_BITS);
    }

    private int sharedNumber(Entitlement given) {
        Integer known = sharedNumbers.get(given);
        if (known != null) {
            return known;
        }
        int number = sharedNumbers.size();
        Entitlement[] all = shared;
        if (number == all.length) {
            all = Arrays.copyOf(all, Math.max(1, 2 * number));
        }
        all[number] = given;
        shared = all;
        sharedNumbers.put(given, number);
        return number;
    }

    /**
     * The key at the address {@code found} if {@code hash} is all its hash; null if not, or if that is 0. Does the same
     * either way: where there is no address, chance names that of a key at hand.
     *
     * @param chance any 32 bits
     */
    @Nullable
    KeyInUse find(KeyHash hash, int found, long chance) {
        KeysAtHand near = atHand;
        int isFound = -found >> 31;
        int address = found | (near.anyAddress(chance) & ~isFound);
        int place = near.place(address);
        int isNowhere = place >> 31;
        if ((isFound & isNowhere) != 0) {
            return unpack(hash, address, near);
        }
        KeyInUse here = near.at(place & ~isNowhere);
        KeyInUse key = here.nothingOrThis[isFound & ~here.differs(hash) & 1];
        return ((here.address ^ address) & isFound) == 0 ? key : unpack(hash, address, near);
    }

    /** For a key that is not at hand. It takes longer, and only whoever has the key can bring that about. */
    private @Nullable KeyInUse unpack(KeyHash hash, int address, KeysAtHand near) {
        if (differs(address, hash) != 0) {
            return null;
        }
        KeyInUse unpacked = new KeyInUse(address, key(address));
        near.put(unpacked);
        return unpacked;
    }

    /** The key at an address, anew. */
    ApiKey key(int address) {
        byte[] block = block(address);
        int at = at(address);
        return KeyCard.read(block, at + CARD, hash(address), shared[(int) INT.get(block, at + SHARED)]);
    }

    /** -1 if that is not the whole hash of the row at an address, 0 if it is. */
    int differs(int address, KeyHash hash) {
        byte[] block = block(address);
        int at = at(address);
        return hash.differs(word(block, at, 0), word(block, at, 1), word(block, at, 2), word(block, at, 3));
    }

    KeyHash hash(int address) {
        byte[] block = block(address);
        int at = at(address);
        return new KeyHash(word(block, at, 0), word(block, at, 1), word(block, at, 2), word(block, at, 3));
    }

    private static long word(byte[] block, int at, int index) {
        return (long) LONG.get(block, at + index * Long.BYTES);
    }

    /** Which version of its key the row at an address is of. */
    long version(int address) {
        return KeyCard.version(block(address), at(address) + CARD);
    }

    private byte[] block(int address) {
        return blocks[address >>> (BLOCK_BITS - STEP_BITS)];
    }

    private static int at(int address) {
        return (address << STEP_BITS) & (BLOCK_BYTES - 1);
    }
}
