package dev.tollgate.benchmarks.core;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a ledger knows of subjects, in memory alone. */
public final class InMemorySubjects implements SubjectStore {
    private final Map<DayKey, SubjectRecord> records = new HashMap<>();

    @Override
    public @Nullable SubjectRecord get(DayKey key) {
        return records.get(key);
    }

    @Override
    public void put(DayKey key, SubjectRecord record) {
        records.put(key, record);
    }
}
