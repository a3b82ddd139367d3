package dev.tollgate.simulation;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.v1.EntryRecord;
import dev.tollgate.metering.ledger.v1.EpochRecord;
import dev.tollgate.metering.ledger.v1.GatewayRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import dev.tollgate.simulation.SimulatedLedger.Commit;
import dev.tollgate.simulation.Tally.Happened;
import dev.tollgate.simulation.Violation.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One partition: its log, whoever works as its ledger, and the quota states that came of it. */
final class SimulatedPartition {
    /** Until it finds out that its transactions fail. */
    private static final long ZOMBIE_MICROS = 2_000_000;

    final int number;
    private final Cluster cluster;
    private final EventLoop loop;
    private final List<RequestBatch> log = new ArrayList<>();
    /** The topic quota-state, in the order in which it was written; old values of zombies included. */
    private final List<QuotaState> states = new ArrayList<>();

    private final List<List<QuotaState>> saidAt = new ArrayList<>();
    private final Map<Run, Long> retiredAtMicros = new LinkedHashMap<>();
    private final Map<Run, Long> fencedAtMicros = new HashMap<>();
    private final Map<String, Long> fencedUpTo = new HashMap<>();
    private Commit committed = Commit.NOTHING;
    private SimulatedLedger ledger;
    /** Whoever has come furthest, dead or alive. */
    private SimulatedLedger foremost;

    private @Nullable SimulatedLedger working;
    private long pausedUntilMicros;

    /** One run of one gateway. */
    record Run(String gateway, long epoch) {}

    SimulatedPartition(Cluster cluster, int number) {
        this.cluster = cluster;
        this.loop = cluster.loop;
        this.number = number;
        this.ledger = new SimulatedLedger(number, committed);
        this.foremost = ledger;
    }

    void append(RequestBatch batch) {
        log.add(batch);
        work();
    }

    List<QuotaState> states() {
        return states;
    }

    SimulatedLedger ledger() {
        return ledger;
    }

    SimulatedLedger foremost() {
        return foremost;
    }

    void commit() {
        committed = ledger.commit();
    }

    void pause(long micros) {
        pausedUntilMicros = loop.nowMicros() + micros;
    }

    /** The ledger dies; its successor goes on from the last commit, and says again what it said since. */
    void crash(long takeOverMicros) {
        cluster.note("ledger ", number, " begins again at ", committed.next());
        ledger = new SimulatedLedger(number, committed);
        working = null;
        pause(takeOverMicros);
        work();
    }

    /** As a crash, but the former one only seems dead: for a while it goes on, and writes what is true but old. */
    void hang(long zombieMicros) {
        SimulatedLedger zombie = ledger;
        crash(loop.upTo(zombieMicros));
        haunt(zombie, loop.nowMicros() + zombieMicros);
    }

    /** The ledger stands still, and a successor goes on at once; later the former goes on, too, and is behind. */
    void freeze(long micros) {
        SimulatedLedger zombie = ledger;
        crash(0);
        loop.after(micros, () -> haunt(zombie, loop.nowMicros() + ZOMBIE_MICROS));
    }

    private void haunt(SimulatedLedger zombie, long untilMicros) {
        loop.after(20 * cluster.latencyMicros(), () -> {
            if (loop.nowMicros() < untilMicros) {
                takeOne(zombie);
                haunt(zombie, untilMicros);
            }
        });
    }

    private void work() {
        if (working == null && cluster.partitionsInUse().contains(this)) {
            SimulatedLedger worker = ledger;
            working = worker;
            loop.after(Math.max(cluster.latencyMicros(), pausedUntilMicros - loop.nowMicros()), () -> workOn(worker));
        }
    }

    private void workOn(SimulatedLedger worker) {
        if (worker != ledger) {
            return;
        }
        working = null;
        if (pausedUntilMicros <= loop.nowMicros()) {
            for (int i = loop.random.nextInt(6); i >= 0; i--) {
                takeOne(worker);
            }
        }
        if (worker.next() < log.size()) {
            work();
        }
    }

    private void takeOne(SimulatedLedger worker) {
        int offset = worker.next();
        if (offset >= log.size()) {
            return;
        }
        RequestBatch batch = log.get(offset);
        Ledger.Applied applied = worker.apply(batch);
        cluster.note(worker == ledger ? "ledger " : "zombie ", number, "@", offset, " took ", batch, applied.states());
        if (offset == saidAt.size()) {
            saidAt.add(applied.states());
            foremost = worker;
            cluster.tally.add(Happened.EVENT_SENT_AGAIN, applied.duplicates());
            observe(batch, applied, worker);
        } else {
            cluster.tally.add(Happened.BATCH_PROCESSED_AGAIN);
            checkSame(offset, applied);
        }
        if (worker != ledger) {
            cluster.tally.add(Happened.OLD_STATE_WRITTEN, applied.states().size());
        }
        states.addAll(applied.states());
        if (!applied.states().isEmpty()) {
            cluster.gateways.forEach(SimulatedGateway::hasNews);
        }
    }

    private void checkSame(int offset, Ledger.Applied applied) {
        if (!saidAt.get(offset).equals(applied.states())) {
            cluster.fail(
                    Rule.NOT_A_FOLD,
                    "at " + number + "@" + offset + " first " + saidAt.get(offset) + " then " + applied.states());
        }
    }

    /** Takes note, in the books, of what the ledger did to gateways. */
    private void observe(RequestBatch batch, Ledger.Applied applied, SimulatedLedger worker) {
        if (batch.getFenceUpTo() > 0) {
            fencedUpTo.merge(batch.getGateway(), batch.getFenceUpTo(), Math::max);
            retiredAtMicros.keySet().stream()
                    .filter(run -> run.gateway.equals(batch.getGateway()) && run.epoch <= batch.getFenceUpTo())
                    .forEach(run -> fencedAtMicros.putIfAbsent(run, loop.nowMicros()));
        }
        if (batch.getTick() > 0) {
            for (GatewayRecord gateway : worker.gateways().getGatewaysList()) {
                for (EpochRecord epoch : gateway.getEpochsList()) {
                    Run run = new Run(gateway.getGateway(), epoch.getEpoch());
                    if (epoch.getRetired() && retiredAtMicros.putIfAbsent(run, loop.nowMicros()) == null) {
                        cluster.books.retired(run, worker.subjects());
                    }
                }
            }
        }
        applied.states().forEach(cluster.books::checkLent);
        applied.states().forEach(this::checkFenced);
    }

    private void checkFenced(QuotaState state) {
        for (Holding holding : state.getHoldingsList()) {
            if (holding.getStatus() == HoldingStatus.OPEN
                    && holding.getEpoch() <= fencedUpTo.getOrDefault(holding.getGateway(), 0L)) {
                cluster.fail(Rule.FENCED_RUN_LIVES, holding.toString());
            }
        }
    }

    /** Whether the ledger had given up a run for its silence by then. */
    boolean hasRetired(Run run, long byMicros) {
        return retiredAtMicros.getOrDefault(run, Long.MAX_VALUE) < byMicros;
    }

    /** Whether a living run still has for itself what there is not any more, with nothing under way. */
    boolean hasLentForEver(DayKey subject) {
        SubjectRecord record = ledger.get(subject);
        if (record == null) {
            return false;
        }
        Set<Run> open = new HashSet<>();
        for (GatewayRecord gateway : ledger.gateways().getGatewaysList()) {
            gateway.getEpochsList().stream()
                    .filter(epoch -> !epoch.getRetired())
                    .forEach(epoch -> open.add(new Run(gateway.getGateway(), epoch.getEpoch())));
        }
        long lent = 0;
        long unused = 0;
        for (EntryRecord entry : record.getEntriesList()) {
            long known = Math.max(entry.getUsed(), entry.getSaid());
            lent += known;
            if (open.contains(new Run(entry.getGateway(), entry.getEpoch()))) {
                unused += Math.max(0, entry.getGranted() - known);
            }
        }
        return unused > 0 && lent + unused > record.getLimit();
    }

    /** What silent gateways hold of a subject that nobody else may have, or did at some moment since. */
    long heldOf(DayKey subject, long sinceMicros) {
        SubjectRecord record = foremost.get(subject);
        long held = 0;
        if (record != null) {
            for (EntryRecord entry : record.getEntriesList()) {
                Run run = new Run(entry.getGateway(), entry.getEpoch());
                boolean fenced = fencedAtMicros.getOrDefault(run, Long.MAX_VALUE) < sinceMicros;
                if (entry.getHold() && retiredAtMicros.containsKey(run) && !fenced) {
                    held += Math.max(0, entry.getGranted() - Math.max(entry.getUsed(), entry.getSaid()));
                }
            }
        }
        return held;
    }

    /** All of the log once more, by another process, from the first batch on. */
    void checkAFold() {
        SimulatedLedger again = new SimulatedLedger(number, Commit.NOTHING);
        for (int offset = 0; offset < saidAt.size(); offset++) {
            checkSame(offset, again.apply(log.get(offset)));
            if (loop.chance(0.05)) {
                again = new SimulatedLedger(number, again.commit());
            }
        }
    }

    boolean isDone() {
        return ledger.next() == log.size();
    }
}
