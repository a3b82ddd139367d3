package dev.tollgate.simulation;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.simulation.Tally.Happened;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A machine for one auth-api: its clocks, its way to Kafka, its disk with the gateway's identity, and its process. */
final class SimulatedGateway {
    private final Cluster cluster;
    private final EventLoop loop;
    final MachineClock clock;
    /** By customer: the latest policy that has reached this machine's topics. */
    private final int[] policies = new int[Customer.CUSTOMERS_MAX];

    private String id;
    private long epoch;
    private SimulatedDisk disk = new SimulatedDisk();
    private @Nullable GatewayProcess process;
    private long pausedUntilMicros;
    private long cutUntilMicros;
    private long deafUntilMicros;

    SimulatedGateway(String id, Cluster cluster) {
        this.id = id;
        this.cluster = cluster;
        this.loop = cluster.loop;
        this.clock = new MachineClock(loop, cluster.settings.startMillis() + loop.random.nextInt(6_000) - 3_000);
    }

    String id() {
        return id;
    }

    SimulatedDisk disk() {
        return disk;
    }

    long epoch() {
        return epoch;
    }

    /** Synced to the disk before it is used. */
    long nextEpoch() {
        epoch++;
        cluster.note(id, " begins epoch ", epoch);
        return epoch;
    }

    boolean isUp() {
        return process != null;
    }

    void start() {
        if (process == null) {
            epoch++;
            cluster.note(id, " starts with epoch ", epoch);
            cluster.customers.forEach(customer -> policies[customer.number] = customer.policies() - 1);
            process = new GatewayProcess(this, cluster);
        }
    }

    /** The process ends here and now. Its disk is as the operating system has it. */
    void kill() {
        GatewayProcess running = process;
        if (running != null) {
            process = null;
            cluster.note(id, " ends");
            running.die();
            disk.unmount();
        }
    }

    /** The process sends all that it has, and ends. */
    void stopOrderly() {
        if (process != null) {
            process.stop(() -> {
                kill();
                if (cluster.isQuiet()) {
                    start();
                }
            });
        }
    }

    void losePower() {
        kill();
        List<RequestEvent> lost = disk.losePower(loop.random);
        cluster.tally.add(Happened.TORN_JOURNAL, lost.isEmpty() ? 0 : 1);
        cluster.books.lost(lost);
    }

    /** Whoever starts here next is another gateway. */
    void loseDisk() {
        kill();
        cluster.books.lost(disk.unacknowledgedEvents());
        disk = new SimulatedDisk();
        id = id + "x";
        epoch = 0;
    }

    void pause(long micros) {
        cluster.note(id, " is paused for ", micros);
        pausedUntilMicros = loop.nowMicros() + micros;
    }

    void sleep(long micros) {
        pause(micros);
        clock.sleep(micros);
    }

    /** The thread that sends, and that takes note of what has arrived, stands still for so long; all others go on. */
    void stallPublisher(long micros) {
        if (process != null) {
            process.stallPublisher(micros);
        }
    }

    void cut(long micros) {
        cluster.note(id, " is cut off for ", micros);
        cutUntilMicros = loop.nowMicros() + micros;
    }

    /** What the ledger says does not reach it; what it sends is not affected. */
    void deafen(long micros) {
        cluster.note(id, " is deaf for ", micros);
        deafUntilMicros = Math.max(deafUntilMicros, loop.nowMicros() + micros);
    }

    void heal() {
        pausedUntilMicros = Math.min(pausedUntilMicros, loop.nowMicros());
        cutUntilMicros = Math.min(cutUntilMicros, loop.nowMicros());
        deafUntilMicros = Math.min(deafUntilMicros, loop.nowMicros());
    }

    long pausedUntilMicros() {
        return pausedUntilMicros;
    }

    boolean isCut() {
        return cutUntilMicros > loop.nowMicros();
    }

    /** When something can leave that would leave at {@code micros}. */
    long reachableFromMicros(long micros) {
        return Math.max(micros, cutUntilMicros);
    }

    boolean hearsTheLedger() {
        return hearsFromMicros(loop.nowMicros()) <= loop.nowMicros();
    }

    /** When it can hear what the ledger has said at {@code micros}. */
    long hearsFromMicros(long micros) {
        return Math.max(reachableFromMicros(micros), deafUntilMicros);
    }

    /** The topics api-keys and plans have a new policy for this machine. */
    void learn(Customer customer, int policy) {
        policies[customer.number] = Math.max(policies[customer.number], policy);
        if (process != null) {
            process.learn(customer, policy);
        }
    }

    int policyOf(Customer customer) {
        return policies[customer.number];
    }

    void hasNews() {
        if (process != null) {
            process.hasNews();
        }
    }

    void request(Customer customer, int key, long cost, Consumer<@Nullable Decision> ended) {
        Request request = new Request(customer, key, cost, loop.nowMicros(), policyOf(customer), ended);
        if (process == null) {
            request.end(null);
        } else {
            process.request(request);
        }
    }

    long costInDecision(Customer customer) {
        return process == null ? 0 : process.costInDecision(customer);
    }

    /** What is wrong with it, when nothing is under way any more. */
    List<Violation> complaints() {
        List<Violation> complaints = new ArrayList<>();
        if (process == null) {
            complaints.add(new Violation(Violation.Rule.STUCK, id + " is not up"));
        } else {
            process.complain(complaints);
        }
        return complaints;
    }
}
