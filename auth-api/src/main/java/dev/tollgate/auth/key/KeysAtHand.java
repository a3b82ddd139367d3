package dev.tollgate.auth.key;

import java.util.Arrays;

/**
 * Keys that were asked for, unpacked, each in one of four places that its address leads to. Read and written by any number of
 * threads without a lock: what one of them writes may be lost, and a place may have the address of one key and be of another,
 * so whoever takes a key from one looks whether it is the right one.
 */
final class KeysAtHand {
    /** To a key that is not at hand. */
    static final int NOWHERE = -1;

    private static final int IN_SET = 4;

    private static final int TAG_BITS = Long.SIZE / IN_SET;
    private static final long TAG = (1L << TAG_BITS) - 1;

    /** One of each tag's bits: the lowest, the highest. */
    private static final long LOWEST = 0x0001_0001_0001_0001L;

    private static final long HIGHEST = LOWEST << (TAG_BITS - 1);

    /** The golden ratio, whose multiples are well spread. */
    private static final int SPREAD = 0x9e3779b9;

    private final int setShift;

    /** Of each set, a part of its keys' spread addresses; 0 where a place is empty. */
    private final long[] tags;

    private final KeyInUse[] keys;

    /** The addresses that are not 0, without gaps, for one to be taken by chance. */
    private final int[] all;

    private int count;

    /** Where the address in each place is among all. */
    private final int[] among;

    private int victim;

    /** @param places a power of two, 8 at least */
    KeysAtHand(int places) {
        setShift = Integer.SIZE - Integer.numberOfTrailingZeros(places / IN_SET);
        tags = new long[places / IN_SET];
        keys = new KeyInUse[places];
        Arrays.fill(keys, KeyInUse.NOTHING);
        all = new int[places];
        among = new int[places];
    }

    /** How many there are. */
    int places() {
        return keys.length;
    }

    /**
     * Where the key with that address is, if its tag is not by chance that of another one; {@link #NOWHERE} if it is not there.
     * Takes as long either way.
     */
    int place(int address) {
        int spread = address * SPREAD;
        int set = spread >>> setShift;
        // Where a tag is the one that is looked for, a zero, from which 1 is borrowed.
        long difference = tags[set] ^ (tag(spread) * LOWEST);
        long zeros = (difference - LOWEST) & ~difference & HIGHEST;
        int inSet = Long.numberOfTrailingZeros(zeros) / TAG_BITS;
        return (set * IN_SET + inSet) | ((IN_SET - 1 - inSet) >> 31);
    }

    /** The address of one of the keys; 0 if there is none. */
    int anyAddress(long chance) {
        return all[(int) ((chance * count) >>> 32)];
    }

    /** What is there. */
    KeyInUse at(int place) {
        return keys[place];
    }

    /** Takes a key, in the place of one of its set if that is full. */
    void put(KeyInUse key) {
        int spread = key.address * SPREAD;
        int set = spread >>> setShift;
        int place = place(key.address);
        if (place == NOWHERE) {
            place = set * IN_SET + free(tags[set]);
        }
        int shift = place % IN_SET * TAG_BITS;
        int number = count;
        if (((tags[set] >>> shift) & TAG) == 0 && number < all.length) {
            among[place] = number;
            count = number + 1;
        }
        keys[place] = key;
        tags[set] = (tags[set] & ~(TAG << shift)) | (tag(spread) << shift);
        all[among[place]] = key.address;
    }

    /** Which place of a set is free, or is to be. */
    private int free(long tagsOfSet) {
        for (int inSet = 0; inSet < IN_SET; inSet++) {
            if (((tagsOfSet >>> (inSet * TAG_BITS)) & TAG) == 0) {
                return inSet;
            }
        }
        return victim++ & (IN_SET - 1);
    }

    /** Of the bits that choose no set; never 0. */
    private static long tag(int spread) {
        return (spread & TAG) | 1;
    }
}
