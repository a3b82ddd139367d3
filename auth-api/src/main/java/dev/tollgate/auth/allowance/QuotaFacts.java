package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.QuotaState;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger last said of a subject's day, as far as this gateway needs it.
 *
 * @param offset where in the log that was
 * @param limit the limit that the ledger goes by
 * @param assignment the policy it comes from
 * @param planVersion likewise
 * @param known all usage
 * @param free neither used nor lent
 * @param live open runs of gateways in the partition
 * @param own what it said of this gateway's latest run; null if nothing
 */
record QuotaFacts(
        long offset,
        long limit,
        long assignment,
        long planVersion,
        long known,
        long free,
        int live,
        @Nullable Holding own) {

    static QuotaFacts of(QuotaState state, String gateway) {
        Holding own = null;
        for (Holding holding : state.getHoldingsList()) {
            if (holding.getGateway().equals(gateway) && (own == null || holding.getEpoch() > own.getEpoch())) {
                own = holding;
            }
        }
        Policy policy = state.getPolicy();
        return new QuotaFacts(
                state.getPosition().getOffset(),
                state.getLimit(),
                policy.getAssignment(),
                policy.getVersion(),
                state.getKnown(),
                state.getFree(),
                state.getLive(),
                own);
    }

    @Nullable
    Holding ownOf(long epoch) {
        return own != null && own.getEpoch() == epoch ? own : null;
    }

    boolean isOlderThan(Terms terms) {
        return assignment < terms.assignment()
                || (assignment == terms.assignment() && planVersion < terms.planVersion());
    }

    boolean isNewerThan(Terms terms) {
        return assignment > terms.assignment()
                || (assignment == terms.assignment() && planVersion > terms.planVersion());
    }
}
