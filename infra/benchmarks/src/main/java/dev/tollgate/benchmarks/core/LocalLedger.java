package dev.tollgate.benchmarks.core;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Settles claims in this process, by the ledger's own rules, on a thread of its own. */
final class LocalLedger implements Controls, AutoCloseable {
    private final String gateway;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Ledger ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
    private final SubjectStore subjects = SubjectStore.in(new HashMap<>());
    private long offset;
    private volatile @Nullable Allowances allowances;

    LocalLedger(String gateway) {
        this.gateway = gateway;
    }

    /** Says who is to hear of its answers. */
    void answer(Allowances given) {
        allowances = given;
    }

    @Override
    public void claim(int partition, long epoch, Claim claim) {
        thread.execute(() -> settle(epoch, claim));
    }

    private void settle(long epoch, Claim claim) {
        RequestBatch batch = RequestBatch.newBuilder()
                .setGateway(gateway)
                .setEpoch(epoch)
                .addClaims(claim)
                .build();
        LogPosition position = LogPosition.newBuilder().setOffset(offset++).build();
        Allowances listener = allowances;
        for (QuotaState state :
                ledger.apply(batch, List.of(), position, subjects).states()) {
            if (listener != null) {
                listener.hear(state);
            }
        }
    }

    @Override
    public void fence(long upTo) {
        // There is no earlier run.
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
