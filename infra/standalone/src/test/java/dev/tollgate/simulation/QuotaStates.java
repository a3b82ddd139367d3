package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.simulation.ProcessThreads.Lane;
import dev.tollgate.simulation.Tally.Happened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** One process's reading of quota-state, of which compaction leaves any part, but always the last of each subject. */
final class QuotaStates {
    private final Cluster cluster;
    private final SimulatedGateway machine;
    private final ProcessThreads threads;
    private final Allowances allowances;
    private final int[] read = new int[Topic.QUOTA_STATE.partitions()];
    private final Map<DayKey, NavigableMap<Long, Integer>> heard = new HashMap<>();
    private boolean coming;
    private boolean loaded;

    QuotaStates(Cluster cluster, SimulatedGateway machine, ProcessThreads threads, Allowances allowances) {
        this.cluster = cluster;
        this.machine = machine;
        this.threads = threads;
        this.allowances = allowances;
    }

    /** Whether all has been read that was there at the start. */
    boolean areLoaded() {
        return loaded;
    }

    void hasNews() {
        if (!coming) {
            coming = true;
            long now = cluster.loop.nowMicros();
            threads.later(machine.hearsFromMicros(now) - now + cluster.latencyMicros(), Lane.FOLLOWER, this::readOn);
        }
    }

    private void readOn() {
        coming = false;
        if (!machine.hearsTheLedger()) {
            hasNews();
            return;
        }
        for (SimulatedPartition partition : cluster.partitionsInUse()) {
            read(partition);
        }
        loaded = true;
    }

    private void read(SimulatedPartition from) {
        List<QuotaState> states = from.states();
        int begin = read[from.number];
        int end = states.size();
        Map<DayKey, Integer> last = new HashMap<>();
        for (int i = begin; i < end; i++) {
            last.put(subject(states.get(i)), i);
        }
        for (int i = begin; i < end; i++) {
            QuotaState state = states.get(i);
            if (!Objects.equals(last.get(subject(state)), i) && cluster.loop.random.nextBoolean()) {
                cluster.tally.add(Happened.STATE_SKIPPED_BY_COMPACTION);
            } else {
                threads.current().looks = 0;
                allowances.hear(state);
                hasHeard(state);
            }
        }
        read[from.number] = end;
    }

    private void hasHeard(QuotaState state) {
        Customer customer = cluster.books.customerOf(subject(state));
        int policy = customer.number(state.getPolicy());
        heard.computeIfAbsent(subject(state), s -> new TreeMap<>()).merge(cluster.loop.nowMicros(), policy, Math::max);
    }

    /** The latest policy of which the ledger had told it by then, where it spoke of that subject; the first if none. */
    int policyHeard(DayKey subject, long byMicros) {
        NavigableMap<Long, Integer> policies = heard.get(subject);
        return policies == null
                ? 0
                : policies.headMap(byMicros, true).values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
    }

    private static DayKey subject(QuotaState state) {
        return new DayKey(state.getDay(), state.getSubject());
    }
}
