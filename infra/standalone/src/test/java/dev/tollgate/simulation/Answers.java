package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.simulation.SimulatedPartition.Run;
import dev.tollgate.simulation.Tally.Happened;
import dev.tollgate.simulation.Violation.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What one process answers, each answer held against the books. */
final class Answers {
    private static final long DAY_SECONDS = 86_400;

    private final SimulatedGateway machine;
    private final Cluster cluster;
    private final ProcessThreads threads;
    private final Allowances allowances;
    private final QuotaStates states;
    private final Meters meters;
    private final Set<Request> open = new LinkedHashSet<>();
    private long decided;

    Answers(
            SimulatedGateway machine,
            Cluster cluster,
            ProcessThreads threads,
            Allowances allowances,
            QuotaStates states,
            Meters meters) {
        this.machine = machine;
        this.cluster = cluster;
        this.threads = threads;
        this.allowances = allowances;
        this.states = states;
        this.meters = meters;
    }

    void expect(Request request) {
        open.add(request);
    }

    boolean areAllGiven() {
        return open.isEmpty();
    }

    /** The process has died: whoever waits for an answer gets none. */
    void die() {
        cluster.tally.add(Happened.LOST_WITH_ITS_PROCESS, open.size());
        List.copyOf(open).forEach(request -> request.end(null));
        open.clear();
    }

    /** Adds what is wrong, when nothing is under way any more. */
    void complain(List<Violation> complaints) {
        if (!open.isEmpty()) {
            complaints.add(new Violation(Rule.STUCK, machine.id() + " has not answered " + open));
        }
        if (decided != meters.decided()) {
            complaints.add(new Violation(
                    Rule.COUNTERS, machine.id() + " decided " + decided + " and counted " + meters.decided()));
        }
    }

    void give(Request request, Decision decision) {
        if (!open.remove(request)) {
            cluster.fail(Rule.BROKEN, request + " was answered twice, or after its process had died");
            return;
        }
        if (decision instanceof Decision.Admitted admitted) {
            decided++;
            boolean unleased = meters.oneMoreUnleased();
            long epoch = unleased ? allowances.epoch() : threads.current().epochAtLastLook;
            book(request, subject(request, Objects.requireNonNull(admitted.quota())), epoch, unleased);
        } else if (decision instanceof Decision.Refused refused) {
            refused(request, refused);
        }
        request.end(decision);
    }

    void book(Request request, DayKey subject, long epoch, boolean unleased) {
        if (!request.booked) {
            request.booked = true;
            cluster.tally.add(Happened.ADMITTED);
            cluster.books.admitted(
                    request, subject, new Run(machine.id(), epoch), unleased, threads.current().lookedAtMicros);
        }
    }

    private void refused(Request request, Decision.Refused refused) {
        switch (refused.reason()) {
            case QUOTA_EXCEEDED -> {
                decided++;
                cluster.tally.add(Happened.REFUSED_429);
                Standing quota = Objects.requireNonNull(refused.quota());
                DayKey subject = subject(request, quota);
                cluster.books.refused(request, subject, quota, states.policyHeard(subject, request.arrivedAtMicros));
            }
            case NO_ALLOWANCE -> {
                decided++;
                cluster.tally.add(Happened.REFUSED_503);
                Standing quota = Objects.requireNonNull(refused.quota());
                if (cluster.settings.isCalm() && cluster.books.isHalfFree(subject(request, quota))) {
                    cluster.fail(Rule.NEEDLESS_503, "nothing is wrong, but no answer came to " + request);
                }
                if (!request.customer.strict) {
                    cluster.fail(Rule.WRONG_ANSWER, "503 on a plan that is not strict: " + request);
                }
            }
            case NOT_READY -> cluster.tally.add(Happened.REFUSED_NOT_READY);
            default -> cluster.fail(Rule.WRONG_ANSWER, refused.reason() + ": " + request);
        }
    }

    private DayKey subject(Request request, Standing quota) {
        int day = (int) (quota.resetAtSeconds() / DAY_SECONDS) - 1;
        Customer customer = request.customer;
        return new DayKey(day, customer.subject(customer.key(request.key, request.policy), day));
    }
}
