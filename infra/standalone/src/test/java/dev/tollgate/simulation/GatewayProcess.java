package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.Epochs;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Timer;
import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Gate;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.publish.Publisher;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.simulation.ProcessThreads.Frame;
import dev.tollgate.simulation.ProcessThreads.Lane;
import dev.tollgate.simulation.Violation.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;

/** One life of an auth-api: the product's gate, allowances, journal and publisher, wired as in production. */
final class GatewayProcess implements Epochs, GateClock, Controls {
    private static final long JOURNAL_BYTES_MAX = 1 << 20;
    private static final long GATHER_MICROS = 5_000;
    private static final long IDLE_MICROS = 50_000;
    private static final long MAINTAIN_MICROS = 1_000_000;

    private final SimulatedGateway machine;
    private final Cluster cluster;
    private final EventLoop loop;
    private final ProcessThreads threads;
    private final Meters meters = new Meters();
    private final KeyDirectory keys = new KeyDirectory();
    private final PlanDirectory plans = new PlanDirectory();
    private final Journal journal;
    private final Publisher publisher;
    private final Allowances allowances;
    private final Gate gate;
    private final QuotaStates states;
    private final Answers answers;
    private boolean stepDue;
    private boolean stopping;

    GatewayProcess(SimulatedGateway machine, Cluster cluster) {
        this.machine = machine;
        this.cluster = cluster;
        this.loop = cluster.loop;
        threads = new ProcessThreads(machine, cluster);
        try {
            journal = new Journal(machine.disk().mount(), JOURNAL_BYTES_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SimulatedNetwork network = new SimulatedNetwork(machine, threads, cluster);
        publisher = new Publisher(machine.id(), journal, network, this, this::stepSoon);
        allowances = new Allowances(this, this, this, this::alarm, Runnable::run, meters.allowances);
        states = new QuotaStates(cluster, machine, threads, allowances);
        answers = new Answers(machine, cluster, threads, allowances, states, meters);
        gate = new Gate(keys, plans, states::areLoaded, allowances, journal, this);
        cluster.customers.forEach(customer -> learn(customer, customer.policies() - 1));
        publisher.fence(allowances.epoch() - 1);
        maintainForEver();
        keepJournalForEver();
        states.hasNews();
    }

    void die() {
        threads.die();
        meters.addTo(cluster.tally);
        answers.die();
    }

    /** Takes nothing more, and calls {@code stopped} when all that it has is in the log. */
    void stop(Runnable stopped) {
        stopping = true;
        threads.later(GATHER_MICROS, Lane.PUBLISHER, () -> {
            publisher.step(allowances);
            if (publisher.isDrained() && answers.areAllGiven()) {
                stopped.run();
            } else {
                stop(stopped);
            }
        });
    }

    void learn(Customer customer, int policy) {
        plans.put(customer.plan(policy));
        for (int key = 0; key < Customer.KEYS; key++) {
            keys.put(customer.key(key, policy));
        }
    }

    void hasNews() {
        states.hasNews();
    }

    void stallPublisher(long micros) {
        threads.stall(Lane.PUBLISHER, micros);
    }

    long costInDecision(Customer customer) {
        return threads.costInDecision(customer);
    }

    void request(Request request) {
        if (stopping) {
            request.end(null);
            return;
        }
        answers.expect(request);
        threads.decide(request, () -> decide(request));
    }

    private void decide(Request request) {
        Frame frame = threads.current();
        long epochBefore = allowances.epoch();
        Verdict verdict = gate.decide(new GateRequest(
                new Credential.Token(request.customer.token(request.key)),
                InetAddress.getLoopbackAddress(),
                new Route("route", null, request.cost)));
        if (frame.paused && epochBefore != allowances.epoch()) {
            cluster.books.interrupted(request);
        }
        if (verdict instanceof Decision now) {
            answers.give(request, now);
        } else if (verdict instanceof Verdict.Waiting later) {
            var unused = later.decision().thenAccept(decision -> answers.give(request, decision));
        }
        threads.later(loop.random.nextInt((int) IDLE_MICROS), Lane.PUBLISHER, this::step);
    }

    private void stepSoon() {
        if (!stepDue) {
            stepDue = true;
            threads.later(loop.random.nextInt((int) GATHER_MICROS), Lane.PUBLISHER, this::step);
        }
    }

    private void step() {
        stepDue = false;
        publisher.step(allowances);
        if (publisher.isBusy()) {
            stepSoon();
        }
    }

    private void maintainForEver() {
        threads.later(MAINTAIN_MICROS, Lane.PUBLISHER, () -> {
            maintainForEver();
            allowances.maintain(now());
            step();
        });
    }

    private void keepJournalForEver() {
        threads.later(cluster.settings.forceMillis() * 1_000, Lane.KEEPER, () -> {
            keepJournalForEver();
            journal.tend();
            try {
                journal.force();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Timer.Alarm alarm(long delayMs, Runnable task) {
        boolean[] cancelled = new boolean[1];
        threads.later(delayMs * 1_000, Lane.TIMER, () -> {
            if (!cancelled[0]) {
                task.run();
            }
        });
        return () -> cancelled[0] = true;
    }

    /** What is wrong with it, when nothing is under way any more. */
    void complain(List<Violation> complaints) {
        answers.complain(complaints);
        if (!publisher.isDrained()) {
            complaints.add(new Violation(Rule.NOT_DRAINED, machine.id() + "'s journal is not drained"));
        }
        if (journal.appendedEvents() + journal.replayedEvents() != journal.acknowledgedEvents()) {
            complaints.add(new Violation(
                    Rule.COUNTERS,
                    machine.id() + "'s journal: " + journal.appendedEvents() + " appended, " + journal.replayedEvents()
                            + " replayed, " + journal.acknowledgedEvents() + " acknowledged"));
        }
    }

    @Override
    public String gateway() {
        return machine.id();
    }

    @Override
    public long epoch() {
        return machine.epoch();
    }

    @Override
    public long nextEpoch() {
        threads.current().lapsing = true;
        return machine.nextEpoch();
    }

    @Override
    public long millis() {
        return look(machine.clock::millis);
    }

    @Override
    public long nanos() {
        return machine.clock.nanos();
    }

    @Override
    public Moment now() {
        return look(machine.clock::now);
    }

    private <T> T look(Supplier<T> clock) {
        T moment = threads.look(allowances::epoch, clock);
        threads.current().journaledAtLastLook = journal.appendedEvents();
        return moment;
    }

    @Override
    public void claim(int partition, long ofEpoch, Claim claim) {
        Frame frame = threads.current();
        Request request = frame.request;
        if (request != null && journal.appendedEvents() > frame.journaledAtLastLook) {
            // A claim ahead: its request is in the journal, though not answered yet.
            answers.book(request, new DayKey(claim.getDay(), claim.getSubject()), frame.epochAtLastLook, false);
        }
        threads.step();
        publisher.claim(partition, ofEpoch, claim);
    }

    @Override
    public void fence(long upTo) {
        threads.current().lapsing = false;
        publisher.fence(upTo);
    }
}
