package dev.tollgate.chaos.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the callers of one key were answered.
 *
 * <p>Cost is what was asked for: an admitted request counts for as much. Thread-safe.
 */
public final class Answers {
    private static final int OK = 200;

    private final Map<Integer, Long> requestsByStatus = new TreeMap<>();
    private long admitted;
    private long cut;
    private long cutRequests;

    /** An answer came. */
    public synchronized void answered(int status, long cost) {
        requestsByStatus.merge(status, 1L, Long::sum);
        if (status == OK) {
            admitted += cost;
        }
    }

    /** Nobody knows what became of it. */
    synchronized void cut(long cost) {
        cutRequests++;
        cut += cost;
    }

    /** The cost of all that were answered 200. */
    public synchronized long admitted() {
        return admitted;
    }

    /** The cost of all whose connection ended without an answer. */
    public synchronized long cut() {
        return cut;
    }

    /** How many that were. */
    public synchronized long cutRequests() {
        return cutRequests;
    }

    /** How many were answered so. */
    public synchronized Map<Integer, Long> requestsByStatus() {
        return new TreeMap<>(requestsByStatus);
    }
}
