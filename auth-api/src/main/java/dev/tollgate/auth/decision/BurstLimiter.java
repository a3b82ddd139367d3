package dev.tollgate.auth.decision;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Burst limits by subject: as many requests at once as the limit has in a second, and from then on evenly. The generic
 * cell rate algorithm: one number a subject, the time at which its bucket would be empty again. Each gateway counts for
 * itself.
 */
final class BurstLimiter {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Subjects beyond which those whose bucket is empty are forgotten. */
    private static final int SUBJECTS_BEFORE_SWEEP = 10_000;

    private final ConcurrentHashMap<String, AtomicLong> emptyAtNanos = new ConcurrentHashMap<>();
    private volatile int sweepAt = SUBJECTS_BEFORE_SWEEP;

    /** Whether a request of {@code subject} fits now. */
    boolean admits(String subject, long perSecond, long nowNanos) {
        AtomicLong emptyAt = emptyAtNanos.get(subject);
        if (emptyAt == null) {
            sweep(nowNanos);
            emptyAt = emptyAtNanos.computeIfAbsent(subject, s -> new AtomicLong(nowNanos));
        }
        long each = SECOND_NANOS / Math.max(1, perSecond);
        while (true) {
            long known = emptyAt.get();
            long from = known - nowNanos < 0 ? nowNanos : known;
            if (from + each - nowNanos > SECOND_NANOS) {
                return false;
            }
            if (emptyAt.compareAndSet(known, from + each)) {
                return true;
            }
        }
    }

    private void sweep(long nowNanos) {
        if (emptyAtNanos.size() >= sweepAt) {
            emptyAtNanos.values().removeIf(emptyAt -> emptyAt.get() - nowNanos < 0);
            // Twice what is in use: or each new subject would look through all others in vain.
            sweepAt = Math.max(SUBJECTS_BEFORE_SWEEP, 2 * emptyAtNanos.size());
        }
    }
}
