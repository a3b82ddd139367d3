package dev.tollgate.admin.idempotency;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code idempotency_keys}. All of it is to be called in the transaction of the request. */
@Component
final class KeptAnswers {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final JdbcClient database;
    private final Clock clock;

    KeptAnswers(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is kept of a request that was answered. */
    @SuppressWarnings("ArrayRecordComponent") // read at once, never compared
    record Kept(byte[] fingerprint, byte[] sealed) {}

    /**
     * Takes the place of a request, or finds the answer to the one before; waits while that one is being answered.
     *
     * @return null if this is the first
     */
    @Nullable
    Kept findOrBegin(byte[] id, byte[] fingerprint) {
        Instant now = clock.instant();
        forgetSome(now.minus(KEPT));
        int begun = database.sql("INSERT INTO idempotency_keys (id, fingerprint, at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (id) DO NOTHING")
                .params(id, fingerprint, Timestamp.from(now))
                .update();
        return begun == 1
                ? null
                : database.sql("SELECT fingerprint, sealed FROM idempotency_keys WHERE id = ?")
                        .param(id)
                        .query((row, n) -> new Kept(row.getBytes("fingerprint"), row.getBytes("sealed")))
                        .single();
    }

    void keep(byte[] id, byte[] sealed) {
        database.sql("UPDATE idempotency_keys SET sealed = ? WHERE id = ?")
                .params(sealed, id)
                .update();
    }

    private void forgetSome(Instant before) {
        database.sql("DELETE FROM idempotency_keys WHERE id IN (SELECT id FROM idempotency_keys WHERE at < ?"
                        + " ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED)")
                .params(Timestamp.from(before), FORGOTTEN_AT_ONCE)
                .update();
    }
}
