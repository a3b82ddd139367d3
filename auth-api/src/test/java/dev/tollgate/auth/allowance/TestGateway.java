package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.QuotaState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A gateway's allowances, with a clock that the test sets and a ledger that says what the test wants. How both sides get
 * on with each other is tried elsewhere, with the ledger itself.
 */
public final class TestGateway implements GateClock, Epochs, Controls {
    /** 2027-01-15T08:00:00Z. */
    public static final long START_MILLIS = 1_800_000_000_000L;

    /** All claims, in order. */
    public final List<Claim> claims = new ArrayList<>();

    /** The ends of fenced epochs, in order. */
    public final List<Long> fences = new ArrayList<>();

    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final Allowances allowances;

    private final List<Alarm> alarms = new ArrayList<>();
    private long millis = START_MILLIS;
    private long epoch = 1;
    private long offset;

    private record Alarm(long at, Runnable task) {}

    public TestGateway() {
        allowances = new Allowances(this, this, this, this::after, Runnable::run, new AllowanceMetrics(registry));
    }

    private Timer.Alarm after(long delayMs, Runnable task) {
        Alarm alarm = new Alarm(millis + delayMs, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    /** Lets time go by, and what is due by then happen. */
    public void pass(long forMillis) {
        millis += forMillis;
        List<Alarm> due = new ArrayList<>();
        for (Iterator<Alarm> next = alarms.iterator(); next.hasNext(); ) {
            Alarm alarm = next.next();
            if (alarm.at() <= millis) {
                next.remove();
                due.add(alarm);
            }
        }
        due.forEach(alarm -> alarm.task().run());
    }

    /** Lets time go by in which nothing of this process runs. */
    public void sleep(long forMillis) {
        millis += forMillis;
    }

    /** The claim that the ledger has not answered yet, if the test did not. */
    public Claim lastClaim() {
        return claims.get(claims.size() - 1);
    }

    /** Answers the last claim: so much may be admitted in all. */
    public void grant(long granted) {
        say(stateOf(lastClaim(), granted, Answer.OK));
    }

    /** Answers the last claim: so much may be admitted in all, and nothing is left for anybody. */
    public void grantTheLast(long granted) {
        say(stateOf(lastClaim(), granted, Answer.DRY));
    }

    /** Says what the ledger says. */
    public void say(QuotaState.Builder state) {
        offset++;
        state.setPosition(LogPosition.newBuilder().setOffset(offset));
        allowances.hear(state.build());
    }

    /** A state that answers {@code claim}, in which this gateway is alone and nobody has used anything. */
    public QuotaState.Builder stateOf(Claim claim, long granted, Answer answer) {
        return QuotaState.newBuilder()
                .setSubject(claim.getSubject())
                .setDay(claim.getDay())
                .setLimit(claim.getLimit())
                .setPolicy(claim.getPolicy())
                .setKnown(claim.getAdmitted())
                .setFree(claim.getLimit() - granted)
                .setLive(1)
                .addHoldings(Holding.newBuilder()
                        .setGateway(gateway())
                        .setEpoch(epoch)
                        .setGranted(granted)
                        .setKnown(claim.getAdmitted())
                        .setCtl(claim.getCtl())
                        .setAnswer(answer)
                        .setStatus(HoldingStatus.OPEN));
    }

    /** What the ledger knows of a subject that only others have used. */
    public QuotaState.Builder usedByOthers(Terms terms, int day, long known) {
        return QuotaState.newBuilder()
                .setSubject(terms.subject())
                .setDay(day)
                .setLimit(terms.limit())
                .setPolicy(Policy.newBuilder().setAssignment(terms.assignment()).setVersion(terms.planVersion()))
                .setKnown(known)
                .setFree(terms.limit() - known)
                .setLive(1);
    }

    @Override
    public void claim(int partition, long ofEpoch, Claim claim) {
        claims.add(claim);
    }

    @Override
    public void fence(long upTo) {
        fences.add(upTo);
    }

    @Override
    public String gateway() {
        return "gw_test";
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long nextEpoch() {
        return ++epoch;
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long nanos() {
        return millis * 1_000_000;
    }
}
