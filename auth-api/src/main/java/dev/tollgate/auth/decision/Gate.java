package dev.tollgate.auth.decision;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Claimant;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.allowance.Taken;
import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.JournalFullException;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Outcome;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests, cheapest question first: is there a key, is it well-formed, is it known, is it alive, may it do this
 * from there, does it come too fast, and is quota left.
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
        return find(request, Gate::refusedUnknown, deciding);
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
        ApiKey key = keys.find(token.text());
        if (key == null) {
            return end.apply(Reason.KEY_INVALID);
        }
        Plan plan = plans.find(key.planId());
        if (plan == null) {
            // The key came before its plan: they travel in different topics.
            return end.apply(Reason.NOT_READY);
        }
        return goOn.apply(new Asked(request, key, plan, clock.millis()));
    }

    private Verdict decide(Asked asked) {
        Reason dead = asked.whyDead();
        if (dead != null) {
            return decided(asked.refuse(dead, null, 0));
        }
        try {
            Reason unwelcome = asked.whyUnwelcome();
            if (unwelcome != null) {
                return decided(asked.refuse(unwelcome, asked.standing(), 0));
            }
            if (journal.isFull()) {
                // Before its quota is taken: a request that is not admitted must not use it up.
                return decided(asked.journalFull(asked.standing()));
            }
            if (isTooFast(asked)) {
                return decided(asked.refuse(Reason.BURST_EXCEEDED, asked.standing(), RETRY_SOON_SECONDS));
            }
            Taken<Decision> taken = allowances.take(
                    asked.terms, asked.day, asked.request.route().cost(), asked);
            if (taken instanceof Taken.Later<Decision> later) {
                return new Verdict.Waiting(later.result(), later.abandon());
            }
            return decided(((Taken.Now<Decision>) taken).result());
        } catch (UncheckedIOException e) {
            // The disk does not take the next epoch: without it nothing may be admitted.
            return refusedUnknown(Reason.NOT_READY);
        }
    }

    private boolean isTooFast(Asked asked) {
        String subject = asked.terms.subject();
        String lineage = asked.key.lineage();
        long own = asked.key.ownLimits().burstPerSecond();
        long planned = asked.plan.burstPerSecond();
        if (subject.equals(lineage)) {
            return exceeds(lineage, Plan.lower(own, planned));
        }
        // The key's own first: what it refuses must not use up what the account may.
        return exceeds(lineage, own) || exceeds(subject, planned);
    }

    private boolean exceeds(String subject, long perSecond) {
        return perSecond != Plan.UNLIMITED && !bursts.admits(subject, perSecond, clock.nanos());
    }

    private static Verdict refusedUnknown(Reason reason) {
        return decided(refusalOfUnknown(reason));
    }

    private static Decision refusalOfUnknown(Reason reason) {
        return new Decision.Refused(reason, null, null, reason == Reason.NOT_READY ? RETRY_SOON_SECONDS : 0);
    }

    private static Verdict decided(Decision decision) {
        return new Verdict.Decided(decision);
    }

    /** A request of a known key, on its way through the questions. */
    private final class Asked implements Claimant<Decision> {
        final GateRequest request;
        final ApiKey key;
        final Plan plan;
        final long nowMs;
        final int day;
        final Terms terms;

        Asked(GateRequest request, ApiKey key, Plan plan, long nowMs) {
            this.request = request;
            this.key = key;
            this.nowMs = nowMs;
            this.day = allowances.day(nowMs);
            this.plan = plan.on(day, key.planFromDay());
            this.terms = Terms.of(key, this.plan, day, nowMs);
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
            return why == null ? new Decision.Admitted(key, plan, null) : new Decision.Refused(why, key, null, 0);
        }

        @Nullable
        Standing standing() {
            return terms.isUnlimited() ? null : allowances.standing(terms, day);
        }

        @Override
        public @Nullable Decision admitted(
                long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
            Outcome outcome = leased ? Outcome.ADMITTED : Outcome.ADMITTED_UNLEASED;
            try {
                boolean journaled = journal.append(event(epoch, outcome, null), stands);
                return journaled ? new Decision.Admitted(key, plan, view(standing)) : null;
            } catch (JournalFullException e) {
                return journalFull(standing);
            }
        }

        Decision journalFull(@Nullable Standing standing) {
            return new Decision.Refused(Reason.JOURNAL_FULL, key, view(standing), RETRY_SOON_SECONDS);
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
                            terms.assignment(),
                            terms.planVersion(),
                            standing.used(),
                            standing.logOffset())
                    : null;
            Outcome shadow = key.shadow() ? Outcomes.inShadow(reason) : null;
            try {
                Outcome outcome = shadow == null ? Outcomes.of(reason) : shadow;
                journal.append(event(allowances.epoch(), outcome, why), Journal.UNCONDITIONALLY);
            } catch (JournalFullException e) {
                if (shadow != null) {
                    return journalFull(standing);
                }
                unmeteredRefusals.increment();
            }
            return shadow == null
                    ? new Decision.Refused(reason, key, view(standing), retryAfterSeconds)
                    : new Decision.Admitted(key, plan, view(standing), reason);
        }

        private RequestEvent event(long epoch, Outcome outcome, RequestEvent.@Nullable Refusal why) {
            return new RequestEvent(
                    RequestEvent.NOWHERE,
                    epoch,
                    day,
                    nowMs,
                    key.id(),
                    key.accountId(),
                    terms.subject(),
                    request.route().name(),
                    outcome,
                    request.route().cost(),
                    why);
        }

        private @Nullable QuotaView view(@Nullable Standing standing) {
            return standing == null
                    ? null
                    : new QuotaView(standing.limit(), standing.remaining(), UtcDay.startMillis(day + 1) / 1000);
        }

        private long secondsToReset() {
            long leftMs = UtcDay.startMillis(day + 1) - nowMs;
            return Math.max(1, (leftMs + 999) / 1000);
        }
    }
}
