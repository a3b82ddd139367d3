package dev.tollgate.metering.topology;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a processor has in memory of its store between two commits: of what changes with each batch, the store and the brokers
 * get the state at the end. What was used last stays, up to a number, so that it need not be read again.
 *
 * @param <K> keys
 * @param <V> what is kept under them
 */
final class InHand<K, V> {
    private static final float LOAD_FACTOR = 0.75f;

    /** With twelve partitions, two maps of each, and a kilobyte for one, an eighth of the heap. */
    private static final long BYTES_OF_HEAP_FOR_ONE = 192 << 10;

    private final int sizeMax;

    /** The longest unused first. */
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    private Map<K, V> changed = new HashMap<>();

    /** @param sizeMax how many there may be; when there are more, half of them stay, to have many to write at once */
    InHand(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    /** As many as the heap has room for where one process has all partitions: 4,000 of each in 768 MB. */
    static <K, V> InHand<K, V> inHeap() {
        return new InHand<>((int) (Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP_FOR_ONE));
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
        changed.put(key, value);
    }

    /** Whether so much is in hand that it should be written now. */
    boolean isFull() {
        return values.size() > sizeMax;
    }

    /** What has changed since the last time, to be written at once: if there is too much, it does not stay here. */
    Map<K, V> takeChanged() {
        Map<K, V> taken = changed;
        changed = new HashMap<>();
        if (isFull()) {
            Iterator<K> oldest = values.keySet().iterator();
            for (int tooMany = values.size() - sizeMax / 2; tooMany > 0; tooMany--) {
                oldest.next();
                oldest.remove();
            }
        }
        return taken;
    }

    /** Forgets all, written or not. */
    void clear() {
        values.clear();
        changed.clear();
    }
}
