package dev.tollgate.metering.ledger;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the ledger keeps its subjects between batches. */
public interface SubjectStore {
    /** What was put under {@code key}; null if nothing was, or it has been forgotten. */
    @Nullable
    SubjectRecord get(DayKey key);

    /** Keeps {@code record} under {@code key}. */
    void put(DayKey key, SubjectRecord record);

    /** One that keeps them in {@code records}, for a ledger whose state nobody needs again. */
    static SubjectStore in(Map<DayKey, SubjectRecord> records) {
        return new SubjectStore() {
            @Override
            public @Nullable SubjectRecord get(DayKey key) {
                return records.get(key);
            }

            @Override
            public void put(DayKey key, SubjectRecord record) {
                records.put(key, record);
            }
        };
    }
}
