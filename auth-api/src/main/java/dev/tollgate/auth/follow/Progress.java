package dev.tollgate.auth.follow;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far a follower is. Written by its thread, read by any. */
final class Progress {
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private @Nullable Map<TopicPartition, Long> endsAtStart;
    private volatile boolean caughtUp;
    private volatile long lagRecords = Lag.UNKNOWN;
    private volatile long levelAtMs;

    /** Takes the ends that have to be reached; only the first ones count. */
    void start(Map<TopicPartition, Long> ends) {
        if (endsAtStart == null) {
            endsAtStart = Map.copyOf(ends);
        }
    }

    boolean hasStarted() {
        return endsAtStart != null;
    }

    /** Where to go on; null for a partition that was never read. */
    @Nullable
    Long position(TopicPartition partition) {
        return positions.get(partition);
    }

    /**
     * Takes the next offsets to read.
     *
     * @return whether the ends seen at the start were reached just now
     */
    boolean moved(ToLongFunction<TopicPartition> nextOffset) {
        Map<TopicPartition, Long> ends = endsAtStart;
        if (ends == null) {
            return false;
        }
        boolean reached = true;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long position = nextOffset.applyAsLong(end.getKey());
            positions.put(end.getKey(), position);
            reached &= position >= end.getValue();
        }
        boolean justNow = reached && !caughtUp;
        caughtUp |= reached;
        return justNow;
    }

    /**
     * Takes how much is left to read.
     *
     * @param fresh whether the broker has just said so
     */
    void left(long records, boolean fresh, long nowMs) {
        lagRecords = records;
        if (fresh && records == 0) {
            levelAtMs = nowMs;
        }
    }

    /** Once true, always: a view that was whole stays good to decide by while the broker is away. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    /** When nothing was left to read, in milliseconds since 1970; 0 for never. */
    long levelAtMs() {
        return levelAtMs;
    }

    Lag lag(long nowMs) {
        long level = levelAtMs;
        return new Lag(lagRecords, level == 0 ? Lag.UNKNOWN : Math.max(0, nowMs - level));
    }
}
