package dev.tollgate.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each thing has happened: a simulation in which nothing does proves nothing. */
final class Tally {
    private final Map<Happened, Long> counts = new EnumMap<>(Happened.class);

    /** What is counted. */
    enum Happened {
        SCHEDULE,
        ADMITTED,
        ADMITTED_AFTER_A_WAIT,
        ADMITTED_UNLEASED,
        REFUSED_429,
        REFUSED_503,
        REFUSED_NOT_READY,
        LOST_WITH_ITS_PROCESS,
        CLAIM,
        GRANT,
        RECALL,
        LAPSE,
        RETIREMENT,
        RETIREMENT_HELD,
        ADMISSION_BEYOND_THE_LIMIT,
        KILL,
        KILL_AMID_A_DECISION,
        ORDERLY_STOP,
        PAUSE,
        PAUSE_AMID_A_STEP,
        STEP_THAT_OUTLIVED_ITS_EPOCH,
        CUT,
        SLEEP,
        CLOCK_SET,
        DISK_LOST,
        POWER_LOSS,
        TORN_JOURNAL,
        EVENT_LOST,
        LATE_START,
        LEDGER_CRASH,
        LEDGER_PAUSE,
        ZOMBIE_LEDGER,
        OLD_STATE_WRITTEN,
        BATCH_PROCESSED_AGAIN,
        STATE_SKIPPED_BY_COMPACTION,
        BATCH,
        BATCH_LOST,
        BATCH_TWICE,
        BATCH_AFTER_ITS_SESSION,
        BATCH_AFTER_ITS_PROCESS,
        ACKNOWLEDGEMENT_LOST,
        EVENT_SENT_AGAIN,
        LIMIT_RAISED,
        LIMIT_LOWERED,
        PLAN_ASSIGNED,
        DAY_CHANGED,
        PROBE
    }

    void add(Happened what) {
        add(what, 1);
    }

    void add(Happened what, long count) {
        counts.merge(what, count, Long::sum);
    }

    void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    long of(Happened what) {
        return counts.getOrDefault(what, 0L);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(count -> count.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }
}
