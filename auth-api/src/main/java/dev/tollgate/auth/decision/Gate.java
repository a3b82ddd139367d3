package dev.tollgate.auth.decision;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Claimant;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.JournalFullException;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.KeyInUse;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.EventFacts;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Outcome;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests, cheapest question first: is there a key, is it known, is it alive, may it do this from there, does it come
 * too fast, and is quota left.
 *
 * <p>What is admitted is in the journal before the answer leaves. Never throws: what cannot be decided is refused.
 */
public final class Gate {
    private static final long RETRY_SOON_SECONDS = 1;

    private final KeyDirectory keys;
    private final PlanDirectory plans;
    private final BooleanSupplier ready;
    private final Allowances allowances;
    private final Journal journal;
    private final GateClock clock;
    private final BurstLimiter bursts = new BurstLimiter();
    private final LongAdder unmeteredRefusals = new LongAdder();
    /** Made once, not for each request. */
    private final Function<Asked, Verdict> deciding = this::decide;

    /** @param ready whether the views of keys, plans and quotas are loaded */
    public Gate(
            KeyDirectory keys,
            PlanDirectory plans,
            BooleanSupplier ready,
            Allowances allowances,
            Journal journal,
            GateClock clock) {
        this.keys = keys;
        this.plans = plans;
        this.ready = ready;
        this.allowances = allowances;
        this.journal = journal;
        this.clock = clock;
    }

    /** Refusals that were answered but not metered, because the journal was full. They are never billed. */
    public long unmeteredRefusals() {
        return unmeteredRefusals.sum();
    }

    /** Decides {@code request}, now or within the time an allowance is waited for. */
    public Verdict decide(GateRequest request) {
        return find(request, Gate::refusalOfUnknown, deciding);
    }

    /**
     * Says whether the key of {@code request} may do that, and no more: no quota is taken, no rate counted, nothing metered. For
     * what is no use of the API.
     */
    public Decision identify(GateRequest request) {
        return find(request, Gate::refusalOfUnknown, Asked::identify);
    }

    /** Finds who asks, and goes on; or ends it, where nobody is found. */
    private <T> T find(GateRequest request, Function<Reason, T> end, Function<Asked, T> goOn) {
        Credential credential = request.credential();
        if (!(credential instanceof Credential.Token token)) {
            return end.apply(
                    credential instanceof Credential.Ambiguous ? Reason.AUTHORIZATION_AMBIGUOUS : Reason.KEY_MISSING);
        }
        if (!ready.getAsBoolean()) {
            return end.apply(Reason.NOT_READY);
        }
        KeyInUse found = keys.use(token.characters());
        if (found == null) {
            return end.apply(Reason.KEY_INVALID);
        }
        Plan plan = plans.find(found.key().planId());
        if (plan == null) {
            // The key came before its plan: they travel in different topics.
            return end.apply(Reason.NOT_READY);
        }
        long nowMs = clock.millis();
        return goOn.apply(new Asked(request, Arrangement.of(found, plan, allowances.day(nowMs), nowMs), nowMs));
    }

    private Verdict decide(Asked asked) {
        Reason dead = asked.whyDead();
        if (dead != null) {
            return asked.refuse(dead, null, 0);
        }
        try {
            Reason unwelcome = asked.whyUnwelcome();
            if (unwelcome != null) {
                return asked.refuse(unwelcome, asked.standing(), 0);
            }
            if (journal.isFull()) {
                // Before its quota is taken: a request that is not admitted must not use it up.
                return asked.journalFull(asked.standing());
            }
            if (isTooFast(asked)) {
                return asked.refuse(Reason.BURST_EXCEEDED, asked.standing(), RETRY_SOON_SECONDS);
            }
            return allowances.take(
                    asked.arrangement.subject(), asked.request.route().cost(), asked.nowMs, asked);
        } catch (UncheckedIOException e) {
            // The disk does not take the next epoch: without it nothing may be admitted.
            return refusalOfUnknown(Reason.NOT_READY);
        }
    }

    private boolean isTooFast(Asked asked) {
        long own = asked.key.ownLimits().burstPerSecond();
        long planned = asked.arrangement.plan().burstPerSecond();
        if (own == Plan.UNLIMITED && planned == Plan.UNLIMITED) {
            return false;
        }
        String subject = asked.arrangement.subject().terms().subject();
        String lineage = asked.key.lineage();
        if (subject.equals(lineage)) {
            return exceeds(lineage, Plan.lower(own, planned));
        }
        // The key's own first: what it refuses must not use up what the account may.
        return exceeds(lineage, own) || exceeds(subject, planned);
    }

    private boolean exceeds(String subject, long perSecond) {
        return perSecond != Plan.UNLIMITED && !bursts.admits(subject, perSecond, clock.nanos());
    }

    private static Decision refusalOfUnknown(Reason reason) {
        return new Decision.Refused(reason, null, null, reason == Reason.NOT_READY ? RETRY_SOON_SECONDS : 0);
    }

    /** A request of a known key, on its way through the questions, and what there is to tell of it at their end. */
    private final class Asked implements Claimant<Verdict, Decision>, EventFacts {
        final GateRequest request;
        final Arrangement arrangement;
        final long nowMs;
        final ApiKey key;
        private long epoch;
        private Outcome outcome = Outcome.OUTCOME_UNSPECIFIED;
        private RequestEvent.@Nullable Refusal refusal;

        Asked(GateRequest request, Arrangement arrangement, long nowMs) {
            this.request = request;
            this.arrangement = arrangement;
            this.nowMs = nowMs;
            this.key = arrangement.key();
        }

        @Nullable
        Reason whyDead() {
            if (key.accountState() == AccountState.ACCOUNT_IS_DELETED) {
                return Reason.ACCOUNT_DELETED;
            }
            if (key.state() == KeyState.KEY_IS_REVOKED) {
                return Reason.KEY_REVOKED;
            }
            if (key.isExpired(nowMs)) {
                return Reason.KEY_EXPIRED;
            }
            // Anything but a plain yes is a no.
            return key.state() == KeyState.KEY_ACTIVE ? null : Reason.KEY_DISABLED;
        }

        @Nullable
        Reason whyUnwelcome() {
            if (key.accountState() != AccountState.ACCOUNT_ACTIVE) {
                return Reason.ACCOUNT_SUSPENDED;
            }
            String scope = request.route().scope();
            if (scope != null && !key.scopes().contains(scope)) {
                return Reason.SCOPE_MISSING;
            }
            boolean fromAnywhere = key.allowedIps().isEmpty();
            return fromAnywhere || key.allowedIps().contains(request.source()) ? null : Reason.IP_NOT_ALLOWED;
        }

        Decision identify() {
            Reason dead = whyDead();
            Reason why = dead == null ? whyUnwelcome() : dead;
            return why == null
                    ? new Decision.Admitted(key, arrangement.plan(), null)
                    : new Decision.Refused(why, key, null, 0);
        }

        @Nullable
        Standing standing() {
            Subject subject = arrangement.subject();
            return subject.terms().isUnlimited() ? null : allowances.standing(subject);
        }

        @Override
        public @Nullable Decision admitted(
                long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
            conclude(epoch, leased ? Outcome.ADMITTED : Outcome.ADMITTED_UNLEASED, null);
            try {
                boolean journaled = journal.append(this, stands);
                return journaled ? new Decision.Admitted(key, arrangement.plan(), standing) : null;
            } catch (JournalFullException e) {
                return journalFull(standing);
            }
        }

        @Override
        public Verdict waits(CompletableFuture<Decision> result, BooleanSupplier abandon) {
            return new Verdict.Waiting(result, abandon);
        }

        Decision journalFull(@Nullable Standing standing) {
            return new Decision.Refused(Reason.JOURNAL_FULL, key, standing, RETRY_SOON_SECONDS);
        }

        @Override
        public Decision exhausted(long epoch, Standing standing) {
            return refuse(Reason.QUOTA_EXCEEDED, standing, secondsToReset());
        }

        @Override
        public Decision unanswered(long epoch, Standing standing) {
            return refuse(Reason.NO_ALLOWANCE, standing, RETRY_SOON_SECONDS);
        }

        /** Refuses, or notes that it would: shadow mode changes what becomes of a refusal, not how it comes about. */
        Decision refuse(Reason reason, @Nullable Standing standing, long retryAfterSeconds) {
            RequestEvent.Refusal why = reason == Reason.QUOTA_EXCEEDED && standing != null
                    ? new RequestEvent.Refusal(
                            standing.limit(),
                            arrangement.subject().terms().assignment(),
                            arrangement.subject().terms().planVersion(),
                            standing.used(),
                            standing.logOffset())
                    : null;
            Outcome shadow = key.shadow() ? Outcomes.inShadow(reason) : null;
            try {
                conclude(allowances.epoch(), shadow == null ? Outcomes.of(reason) : shadow, why);
                journal.append(this, Journal.UNCONDITIONALLY);
            } catch (JournalFullException e) {
                if (shadow != null) {
                    return journalFull(standing);
                }
                unmeteredRefusals.increment();
            }
            return shadow == null
                    ? new Decision.Refused(reason, key, standing, retryAfterSeconds)
                    : new Decision.Admitted(key, arrangement.plan(), standing, reason);
        }

        private void conclude(long inEpoch, Outcome given, RequestEvent.@Nullable Refusal why) {
            epoch = inEpoch;
            outcome = given;
            refusal = why;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public int day() {
            return arrangement.day();
        }

        @Override
        public long decidedAtMs() {
            return nowMs;
        }

        @Override
        public Caller caller() {
            return arrangement.caller();
        }

        @Override
        public RouteName routeName() {
            return request.route().routeName();
        }

        @Override
        public Outcome outcome() {
            return outcome;
        }

        @Override
        public long cost() {
            return request.route().cost();
        }

        @Override
        public RequestEvent.@Nullable Refusal refusal() {
            return refusal;
        }

        private long secondsToReset() {
            long leftMs = UtcDay.startMillis(arrangement.day() + 1) - nowMs;
            return Math.max(1, (leftMs + 999) / 1000);
        }
    }
}
