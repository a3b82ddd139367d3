package dev.tollgate.benchmarks.feedback;

import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** The ledger of one partition, which takes claims in the order in which they were made and tells all gateways what it says. */
final class LedgerOfAll {
    private final Ledger ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
    private final SubjectStore store = SubjectStore.in(new HashMap<>());
    private final List<Consumer<QuotaState>> listeners = new ArrayList<>();
    private final Queue<RequestBatch> waiting = new ArrayDeque<>();
    private long offset;
    private long claims;

    /** One more gateway, of which it hears now. */
    void join(String gateway, long epoch, Consumer<QuotaState> listener) {
        listeners.add(listener);
        waiting.add(
                RequestBatch.newBuilder().setGateway(gateway).setEpoch(epoch).build());
    }

    void claim(String gateway, long epoch, Claim claim) {
        claims++;
        waiting.add(RequestBatch.newBuilder()
                .setGateway(gateway)
                .setEpoch(epoch)
                .addClaims(claim)
                .build());
    }

    /** Answers until nobody asks any more. */
    void settle() {
        for (RequestBatch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
            LogPosition position = LogPosition.newBuilder().setOffset(offset++).build();
            for (QuotaState state :
                    ledger.apply(batch, List.of(), position, store).states()) {
                listeners.forEach(listener -> listener.accept(state));
            }
        }
    }

    /** How many were made. */
    long claims() {
        return claims;
    }
}
