package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.metering.ledger.v1.EntryRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import dev.tollgate.simulation.SimulatedPartition.Run;
import dev.tollgate.simulation.Tally.Happened;
import dev.tollgate.simulation.Violation.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What truly happened, as nobody in the cluster can know it; and what must hold at each admission and refusal. */
final class Books {
    private final Cluster cluster;
    private final TreeMap<DayKey, Account> accounts = new TreeMap<>();
    private final Map<String, Long> interrupted = new HashMap<>();

    /** One subject's day. */
    static final class Account {
        final Customer customer;
        final Map<Run, Long> admittedBy = new HashMap<>();
        long admitted;
        /** What may go beyond the limit: admitted without an allowance, not sent at a retirement, lost with its disk. */
        long unleased;

        long unsent;
        long lost;

        Account(Customer customer) {
            this.customer = customer;
        }

        long excess() {
            return unleased + unsent + lost;
        }
    }

    Books(Cluster cluster) {
        this.cluster = cluster;
    }

    Map<DayKey, Account> accounts() {
        return accounts;
    }

    private Account account(DayKey subject) {
        return accounts.computeIfAbsent(subject, s -> new Account(customerOf(s)));
    }

    Customer customerOf(DayKey subject) {
        return cluster.customers.stream()
                .filter(customer -> subject.id().startsWith(customer.id))
                .findFirst()
                .orElseThrow();
    }

    /** Whether so much is left that nobody needs to give anything back. */
    boolean isHalfFree(DayKey subject) {
        Account account = account(subject);
        return 2 * account.admitted < account.customer.smallestLimitSince(0);
    }

    /** All that is known of a subject here, and what its ledger knows. */
    String describe(DayKey subject) {
        Account account = account(subject);
        return subject + " of " + account.customer + " admitted " + account.admitted + " by " + account.admittedBy
                + ", unleased " + account.unleased
                + ", unsent at retirements " + account.unsent + ", lost " + account.lost + ", interrupted "
                + interrupted(account.customer) + "; the ledger has "
                + cluster.partitions.get(account.customer.partition).foremost().get(subject);
    }

    /** @param lookedAtMicros when whoever admitted it last looked at the clock */
    void admitted(Request request, DayKey subject, Run by, boolean unleased, long lookedAtMicros) {
        cluster.note("admitted ", request, unleased ? " without a lease" : "", " by ", by);
        Account account = account(subject);
        account.admitted += request.cost;
        account.admittedBy.merge(by, request.cost, Long::sum);
        if (!unleased && cluster.partitions.get(account.customer.partition).hasRetired(by, lookedAtMicros)) {
            cluster.fail(Rule.RETIRED_TOO_EARLY, by + " admitted " + request + ": " + describe(subject));
        }
        if (unleased) {
            account.unleased += request.cost;
            if (request.customer.strict) {
                cluster.fail(Rule.WRONG_ANSWER, "a strict plan admitted without an allowance: " + request);
            }
        }
        long most = request.customer.largestLimitSince(0);
        if (account.admitted > most) {
            cluster.tally.add(Happened.ADMISSION_BEYOND_THE_LIMIT);
        }
        if (account.admitted > most + account.excess()) {
            cluster.fail(
                    Rule.OVERSHOOT, "more than " + most + " by " + by + " and " + request + ": " + describe(subject));
        }
    }

    /**
     * A 429 has a proof: at some moment since the request arrived, nothing was left that a living gateway could give.
     *
     * @param policyHeard the latest that its gateway had heard of from the ledger when it arrived
     */
    void refused(Request request, DayKey subject, Standing quota, int policyHeard) {
        cluster.note("refused ", request);
        Account account = account(subject);
        Customer customer = request.customer;
        // A gateway goes by the latest policy that it knows, from wherever, which is one that somebody has by now.
        long left = customer.smallestLimitSince(Math.max(request.policy, policyHeard)) - account.admitted;
        if (request.cost <= left) {
            left -= interrupted.getOrDefault(customer.id, 0L)
                    + inDecision(customer)
                    + cluster.partitions.get(customer.partition).heldOf(subject, request.arrivedAtMicros);
        }
        if (request.cost <= left) {
            cluster.fail(
                    Rule.REFUSED_TOO_EARLY,
                    subject + " has " + left + " left of " + quota.limit() + ", and " + request + " was refused; "
                            + describe(subject));
        }
    }

    private long inDecision(Customer customer) {
        return cluster.gateways.stream()
                .mapToLong(gateway -> gateway.costInDecision(customer))
                .sum();
    }

    /** A request's run, or process, ended while it was decided: what was taken for it is lost to the day. */
    void interrupted(Request request) {
        cluster.tally.add(Happened.STEP_THAT_OUTLIVED_ITS_EPOCH);
        interrupted.merge(request.customer.id, request.cost, Long::sum);
    }

    long interrupted(Customer customer) {
        return interrupted.getOrDefault(customer.id, 0L);
    }

    /** The ledger has given up a silent run: what it had admitted and not said may be admitted again. */
    void retired(Run run, Map<DayKey, SubjectRecord> subjects) {
        cluster.tally.add(Happened.RETIREMENT);
        cluster.note("retired ", run);
        subjects.forEach((subject, record) -> {
            for (EntryRecord entry : record.getEntriesList()) {
                if (entry.getGateway().equals(run.gateway()) && entry.getEpoch() == run.epoch()) {
                    if (entry.getHold()) {
                        cluster.tally.add(Happened.RETIREMENT_HELD);
                    } else {
                        Account account = account(subject);
                        long known = Math.max(entry.getUsed(), entry.getSaid());
                        account.unsent += Math.max(0, account.admittedBy.getOrDefault(run, 0L) - known);
                    }
                }
            }
        });
    }

    /** Events are gone with a disk, or with what of it was not forced. Some of them may be in the log all the same. */
    void lost(List<RequestEvent> events) {
        for (RequestEvent event : events) {
            if (event.isAdmitted()) {
                account(new DayKey(event.day(), event.subject())).lost += event.cost();
                cluster.tally.add(Happened.EVENT_LOST);
            }
        }
    }

    /** Where nothing can have gone beyond the limit, no more than the limit is lent. */
    void checkLent(QuotaState state) {
        DayKey subject = new DayKey(state.getDay(), state.getSubject());
        Account account = account(subject);
        boolean fell = account.customer.smallestLimitSince(0)
                        < account.customer.policy(0).limit()
                || account.customer.policies() > 2;
        if (state.getFree() < 0 && account.excess() == 0 && !fell) {
            cluster.fail(Rule.LENT_TOO_MUCH, subject + ": " + state);
        }
    }
}
