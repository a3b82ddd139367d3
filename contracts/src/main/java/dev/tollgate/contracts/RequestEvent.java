package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One decided request of a known key.
 *
 * @param position where the gateway's journal has it; unique within a gateway's life and the same on every replay;
 *     {@link #NOWHERE} until it is there
 * @param epoch the gateway's run that decided it
 * @param day the UTC day it was decided in, as the gate saw it: days since 1970-01-01
 * @param decidedAtMs when, in milliseconds since 1970
 * @param caller who made it
 * @param routeName what was asked for, from a bounded set
 * @param outcome what was decided
 * @param cost what it counts if admitted; 1 unless a rule says otherwise
 * @param refusal why a quota refusal was one
 */
public record RequestEvent(
        long position,
        long epoch,
        int day,
        long decidedAtMs,
        Caller caller,
        RouteName routeName,
        Outcome outcome,
        long cost,
        @Nullable Refusal refusal)
        implements EventFacts {

    /** The position of an event that no journal has yet. */
    public static final long NOWHERE = -1;

    /**
     * What the gateway knew when it refused.
     *
     * @param limit the subject's limit for the day
     * @param assignment which of the account's plan assignments the limit comes from
     * @param planVersion which version of the plan
     * @param known the subject's usage
     * @param logOffset up to where in the log that usage was counted
     */
    public record Refusal(long limit, long assignment, long planVersion, long known, long logOffset) {}

    /** One of a caller and a route that are not known yet. */
    public RequestEvent(
            long position,
            long epoch,
            int day,
            long decidedAtMs,
            String keyId,
            String accountId,
            String subject,
            String route,
            Outcome outcome,
            long cost,
            @Nullable Refusal refusal) {
        this(
                position,
                epoch,
                day,
                decidedAtMs,
                new Caller(keyId, accountId, subject),
                new RouteName(route),
                outcome,
                cost,
                refusal);
    }

    /** The key. */
    public String keyId() {
        return caller.keyId();
    }

    /** The key's account. */
    public String accountId() {
        return caller.accountId();
    }

    /** What the key's quota is counted for. */
    public String subject() {
        return caller.subject();
    }

    /** The name of what was asked for. */
    public String route() {
        return routeName.text();
    }

    /** Whether it counts against quota and bill: it was let through, and not by shadow mode alone. */
    public boolean isAdmitted() {
        return outcome == Outcome.ADMITTED || outcome == Outcome.ADMITTED_UNLEASED;
    }
}
