package dev.tollgate.metering.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a processor has in memory of its store between two commits: of what changes with each batch, the store and the brokers
 * get the state at the end. What has not changed stays, up to a number, so that it need not be read again.
 *
 * @param <K> keys
 * @param <V> what is kept under them
 */
final class InHand<K, V> {
    private final int sizeMax;
    private final Map<K, V> values = new HashMap<>();
    private final Set<K> changed = new HashSet<>();

    /** @param sizeMax how many stay after they have been written */
    InHand(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    @Nullable
    V get(K key) {
        return values.get(key);
    }

    /** Keeps what was read. */
    void read(K key, V value) {
        values.put(key, value);
    }

    /** Keeps what is to be written. */
    void change(K key, V value) {
        values.put(key, value);
        changed.add(key);
    }

    /** Whether so much is in hand that it should be written now. */
    boolean isFull() {
        return values.size() > sizeMax;
    }

    /** Writes all that has changed. */
    void write(BiConsumer<K, V> writer) {
        for (K key : changed) {
            V value = values.get(key);
            if (value != null) {
                writer.accept(key, value);
            }
        }
        changed.clear();
        if (isFull()) {
            values.clear();
        }
    }

    /** Forgets all, written or not. */
    void clear() {
        values.clear();
        changed.clear();
    }
}
