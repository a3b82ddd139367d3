package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys by their hash. A look-up takes the same steps whether it finds a key or not: it reads two buckets whole, goes on to
 * the key that they name, or else to one that chance names, and compares the whole hash of that; no comparison decides a
 * branch. Which buckets is drawn by a seed, so that nobody can choose hashes that share them.
 *
 * <p>Read by any number of threads without a lock; those that write take turns.
 */
final class KeyTable {
    private final SecureRandom random;
    private volatile Slots slots;
    private volatile int size;

    KeyTable(SecureRandom random) {
        this.random = random;
        slots = new Slots(Slots.BUCKETS_MIN, random);
    }

    /** The key with that hash; null if there is none. */
    @Nullable
    ApiKey find(KeyHash hash) {
        return slots.find(hash);
    }

    /** Takes a key's newest state, unless a newer one is known. */
    synchronized void put(ApiKey key) {
        ApiKey known = find(key.hash());
        if (known == null) {
            while (!slots.add(key)) {
                slots = rewritten();
            }
            size++;
        } else if (key.version() >= known.version()) {
            slots.replace(key);
        }
    }

    /** Forgets a key. */
    synchronized void remove(KeyHash hash) {
        if (find(hash) != null) {
            slots.remove(hash);
            size--;
        }
    }

    int size() {
        return size;
    }

    /** How many it would hold if each slot could be filled. */
    int capacity() {
        return slots.capacity();
    }

    /** All keys by another seed: in more slots, or in as many where keys that are gone have used them up. */
    private Slots rewritten() {
        int buckets = size > slots.capacity() / 2 ? 2 * slots.buckets() : slots.buckets();
        Slots next = new Slots(buckets, random);
        while (!slots.copyTo(next)) {
            next = new Slots(buckets, random);
        }
        return next;
    }

    /**
     * What there is by one seed. A slot has a tag of 32 bits and the number of its key; 0 if it is empty. Keys that have a
     * tag and a bucket in common have both buckets in common, and are not let in together: then a look-up finds no two.
     */
    private static final class Slots {
        static final int BUCKETS_MIN = 1 << 7;

        /** They fill a line of the cache. */
        private static final int IN_BUCKET = 8;

        /** The golden ratio, whose multiples are well spread. */
        private static final long OTHER_BITS = 0x9e3779b97f4a7c15L;

        private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
        private static final VarHandle KEYS = MethodHandles.arrayElementVarHandle(ApiKey[].class);

        /** Stands where there is no key, with a hash that nothing has. */
        private final ApiKey nobody;

        private final KeyHash seed;
        private final int bucketMask;
        private final long[] words;

        /** By their numbers, each of which is given once; null at 0, and nowhere else. */
        private final @Nullable ApiKey[] keys;

        private volatile int last;

        Slots(int buckets, SecureRandom random) {
            seed = any(random);
            nobody = ApiKey.nobody(any(random));
            bucketMask = buckets - 1;
            words = new long[IN_BUCKET * buckets];
            keys = new ApiKey[IN_BUCKET * buckets + 1];
            Arrays.fill(keys, 1, keys.length, nobody);
        }

        private static KeyHash any(SecureRandom random) {
            return new KeyHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        }

        int buckets() {
            return bucketMask + 1;
        }

        int capacity() {
            return words.length;
        }

        @SuppressWarnings("ReferenceEquality")
        @Nullable
        ApiKey find(KeyHash hash) {
            long mixed = mixed(hash);
            int found = match(mixed);
            int anyone = (int) ((((mixed * OTHER_BITS) >>> 32) * last) >>> 32) + 1;
            int candidate = found | (anyone & ((found - 1) >> 31));
            int isAnother = differ(Objects.requireNonNull(keys[candidate]).hash(), hash);
            ApiKey key = keys[candidate & ~isAnother];
            // Nobody, if it has been removed since the line before.
            return key == nobody ? null : key;
        }

        /** -1 if they differ, 0 if not. */
        private static int differ(KeyHash one, KeyHash other) {
            long difference =
                    (one.a() ^ other.a()) | (one.b() ^ other.b()) | (one.c() ^ other.c()) | (one.d() ^ other.d());
            return (int) ((difference | -difference) >> 63);
        }

        /** The number of the key with a tag in both its buckets, 0 if there is none. Takes as long either way. */
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
        boolean add(ApiKey key) {
            long mixed = mixed(key.hash());
            int free = freeIn(bucket(mixed), otherBucket(mixed));
            if (free < 0 || last == capacity() || match(mixed) != 0) {
                return false;
            }
            int number = last + 1;
            KEYS.setRelease(keys, number, key);
            WORDS.setRelease(words, free, (tag(mixed) << 32) | number);
            last = number;
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

        /** Puts a key in the place of the one that has its hash. */
        void replace(ApiKey key) {
            KEYS.setRelease(keys, number(slot(key.hash())), key);
        }

        /** Removes the key that has that hash. */
        void remove(KeyHash hash) {
            int slot = slot(hash);
            KEYS.setRelease(keys, number(slot), nobody);
            WORDS.setRelease(words, slot, 0L);
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

        private int number(int slot) {
            return (int) words[slot];
        }

        /** False if one of its keys has no place there. */
        boolean copyTo(Slots next) {
            for (int number = 1; number <= last; number++) {
                ApiKey key = Objects.requireNonNull(key(number));
                if (!key.equals(nobody) && !next.add(key)) {
                    return false;
                }
            }
            return true;
        }

        private @Nullable ApiKey key(int number) {
            return (ApiKey) KEYS.getAcquire(keys, number);
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
