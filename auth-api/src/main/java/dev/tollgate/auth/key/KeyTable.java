package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys by their hash. A look-up takes the same steps whether it finds a key or not: it reads two buckets whole, goes on to
 * the row that they name, or else to one that chance names, and compares the whole hash of that; no comparison decides a
 * branch. Which buckets is drawn by a seed, so that nobody can choose hashes that share them.
 *
 * <p>Read by any number of threads without a lock; those that write take turns. A change is another row, so what is read may
 * be from before it, but is never a mixture.
 */
final class KeyTable {
    /** So many rows that are gone are left where they are, however few are not. */
    private static final int GONE_MAX = 1 << 12;

    private final SecureRandom random;
    private final int blocksMax;
    private volatile Slots slots;
    private volatile int size;

    KeyTable(SecureRandom random) {
        this(random, KeyRows.BLOCKS_MAX);
    }

    /** @param blocksMax how many blocks the rows may take */
    KeyTable(SecureRandom random, int blocksMax) {
        this.random = random;
        this.blocksMax = blocksMax;
        slots = new Slots(Slots.BUCKETS_MIN, random, new KeyRows(blocksMax));
    }

    /** The key with that hash; null if there is none. */
    @Nullable
    KeyInUse find(KeyHash hash) {
        return slots.find(hash);
    }

    /**
     * Takes a key's newest state, unless a newer one is known.
     *
     * @throws IllegalArgumentException if its names are too long
     * @throws IllegalStateException if there is no room for it; the key is forgotten then, for it may have been revoked
     */
    synchronized void put(ApiKey key) {
        int known = slots.address(key.hash());
        if (known != 0 && key.version() < slots.rows.version(known)) {
            return;
        }
        int gone = slots.rows.count() - size;
        if (gone >= Math.max(size, GONE_MAX)) {
            slots = rewritten(slots.buckets(), new KeyRows(blocksMax));
            known = slots.address(key.hash());
        }
        int address = row(key);
        if (known != 0) {
            slots.replace(key.hash(), address);
            return;
        }
        while (!slots.add(key.hash(), address)) {
            slots = rewritten(size > slots.capacity() / 2 ? 2 * slots.buckets() : slots.buckets(), slots.rows);
        }
        size++;
    }

    private int row(ApiKey key) {
        try {
            return slots.rows.add(key);
        } catch (IllegalStateException e) {
            remove(key.hash());
            throw e;
        }
    }

    /** Forgets a key. */
    synchronized void remove(KeyHash hash) {
        if (slots.address(hash) != 0) {
            slots.remove(hash);
            size--;
        }
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) Long.BYTES * slots.capacity() + slots.rows.bytes();
    }

    /** How many it would hold if each slot could be filled. */
    int capacity() {
        return slots.capacity();
    }

    /** All keys by another seed. */
    private Slots rewritten(int buckets, KeyRows rows) {
        Slots next = new Slots(buckets, random, rows);
        while (!slots.copyTo(next)) {
            next = new Slots(buckets, random, rows);
        }
        return next;
    }

    /**
     * What there is by one seed. A slot has a tag of 32 bits and the address of its row; 0 if it is empty. Keys that have a
     * tag and a bucket in common have both buckets in common, and are not let in together: then a look-up finds no two.
     */
    private static final class Slots {
        static final int BUCKETS_MIN = 1 << 7;

        /** They fill a line of the cache. */
        private static final int IN_BUCKET = 8;

        /** The golden ratio, whose multiples are well spread. */
        private static final long OTHER_BITS = 0x9e3779b97f4a7c15L;

        private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

        private final KeyHash seed;
        private final int bucketMask;
        private final long[] words;
        final KeyRows rows;

        Slots(int buckets, SecureRandom random, KeyRows rows) {
            seed = new KeyHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            bucketMask = buckets - 1;
            words = new long[IN_BUCKET * buckets];
            this.rows = rows;
        }

        int buckets() {
            return bucketMask + 1;
        }

        int capacity() {
            return words.length;
        }

        @Nullable
        KeyInUse find(KeyHash hash) {
            long mixed = mixed(hash);
            int found = match(mixed);
            VarHandle.acquireFence();
            return rows.find(hash, found, (mixed * OTHER_BITS) >>> 32);
        }

        /** The address of the key with that hash, 0 if there is none. For the one that writes. */
        int address(KeyHash hash) {
            int found = match(mixed(hash));
            return found & ~rows.differs(found, hash);
        }

        /** The address of the key with a tag in both its buckets, 0 if there is none. Takes as long either way. */
        private int match(long mixed) {
            return match(bucket(mixed), tag(mixed)) | match(otherBucket(mixed), tag(mixed));
        }

        private int match(int bucket, long tag) {
            int found = 0;
            for (int i = 0; i < IN_BUCKET; i++) {
                long word = words[bucket + i];
                long isSame = (((word >>> 32) ^ tag) - 1) >> 63;
                found |= (int) (word & isSame);
            }
            return found;
        }

        /** Adds a key that is not there; false if there is no room, or if it would be taken for another one. */
        boolean add(KeyHash hash, int address) {
            long mixed = mixed(hash);
            int free = freeIn(bucket(mixed), otherBucket(mixed));
            if (free < 0 || match(mixed) != 0) {
                return false;
            }
            WORDS.setRelease(words, free, (tag(mixed) << 32) | address);
            return true;
        }

        /** A free slot in the emptier of two buckets; a negative number if there is none. */
        private int freeIn(int one, int other) {
            return free(one) >= free(other) ? firstFree(one) : firstFree(other);
        }

        private int free(int bucket) {
            int free = 0;
            for (int i = 0; i < IN_BUCKET; i++) {
                free += words[bucket + i] == 0 ? 1 : 0;
            }
            return free;
        }

        private int firstFree(int bucket) {
            for (int slot = bucket; slot < bucket + IN_BUCKET; slot++) {
                if (words[slot] == 0) {
                    return slot;
                }
            }
            return -1;
        }

        /** Gives the key that has that hash another row. */
        void replace(KeyHash hash, int address) {
            WORDS.setRelease(words, slot(hash), (tag(mixed(hash)) << 32) | address);
        }

        /** Removes the key that has that hash. */
        void remove(KeyHash hash) {
            WORDS.setRelease(words, slot(hash), 0L);
        }

        private int slot(KeyHash hash) {
            long mixed = mixed(hash);
            for (int bucket : new int[] {bucket(mixed), otherBucket(mixed)}) {
                for (int slot = bucket; slot < bucket + IN_BUCKET; slot++) {
                    if (words[slot] != 0 && words[slot] >>> 32 == tag(mixed)) {
                        return slot;
                    }
                }
            }
            throw new IllegalStateException("A key that was found has no slot.");
        }

        /** False if one of its keys has no place there. */
        boolean copyTo(Slots next) {
            for (long word : words) {
                int address = (int) word;
                if (address != 0 && !next.take(address, rows)) {
                    return false;
                }
            }
            return true;
        }

        private boolean take(int address, KeyRows from) {
            return add(from.hash(address), from == rows ? address : rows.add(from.key(address)));
        }

        /** The first slot of one of the buckets, which with the tag leads to that of the other one, and back. */
        private int bucket(long mixed) {
            return ((int) mixed & bucketMask) * IN_BUCKET;
        }

        private int otherBucket(long mixed) {
            return (((int) mixed ^ (int) ((tag(mixed) * OTHER_BITS) >>> 32)) & bucketMask) * IN_BUCKET;
        }

        private static long tag(long mixed) {
            return mixed >>> 32;
        }

        /** All of a hash, and the seed: hashes of keys are uniform already, but who imports some may have chosen them. */
        private long mixed(KeyHash hash) {
            long mixed = product(hash.a() ^ seed.a(), hash.b() ^ seed.b());
            mixed ^= product(hash.c() ^ seed.c(), hash.d() ^ seed.d());
            return product(mixed ^ seed.a(), OTHER_BITS);
        }

        /** The halves of the whole product, one upon the other. */
        private static long product(long one, long other) {
            return (one * other) ^ Math.multiplyHigh(one, other);
        }
    }
}
