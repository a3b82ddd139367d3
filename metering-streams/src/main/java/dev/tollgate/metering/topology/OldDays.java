package dev.tollgate.metering.topology;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Forgets days in a store whose keys are {@link DayKey}s, and so begin with their date. */
final class OldDays {
    private static final String BEFORE_ALL = "0";

    private OldDays() {}

    /** Deletes all of {@code lastDay} and before. */
    static void forget(KeyValueStore<String, ?> store, int lastDay) {
        String end = UtcDay.date(lastDay + 1).toString();
        try (KeyValueIterator<String, ?> old = store.range(BEFORE_ALL, end)) {
            while (old.hasNext()) {
                store.delete(old.next().key);
            }
        }
    }
}
