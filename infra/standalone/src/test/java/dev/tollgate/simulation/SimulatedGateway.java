package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.AllowanceMetrics;
import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Claimant;
import dev.tollgate.auth.allowance.Epochs;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.allowance.Taken;
import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.publish.BatchLog;
import dev.tollgate.auth.publish.Publisher;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One auth-api: the product's own allowances, journal and publisher on a simulated network. */
final class SimulatedGateway implements Epochs, GateClock {
    private static final long JOURNAL_BYTES_MAX = 1 << 20;
    private static final long STEP_MICROS = 5_000;
    private static final long START_MILLIS = 1_800_000_000_000L;

    /** How a request ended. */
    enum Ended {
        ADMITTED,
        REFUSED_429,
        REFUSED_503,
        /** The process died before it answered. */
        LOST
    }

    final String id;
    private final EventLoop loop;
    private final List<SimulatedPartition> partitions;
    private final Faults faults;
    private final int[] statesRead;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Set<Consumer<Ended>> waiting = new LinkedHashSet<>();
    private long epoch;
    private long incarnation;
    private boolean up;
    private long pausedUntilMicros;
    private long cutUntilMicros;
    private long tailMicros;
    private long skewMillis;
    private Allowances allowances;
    private Publisher publisher;
    private Journal journal;

    /** What happens to its messages. */
    record Faults(double lostAcknowledgements) {}

    @SuppressWarnings("NullAway.Init") // start() sets the rest
    SimulatedGateway(String id, EventLoop loop, List<SimulatedPartition> partitions, Faults faults) {
        this.id = id;
        this.loop = loop;
        this.partitions = partitions;
        this.faults = faults;
        this.statesRead = new int[partitions.size()];
        this.skewMillis = loop.random.nextInt(4_000) - 2_000L;
        start();
    }

    void start() {
        up = true;
        incarnation++;
        epoch++;
        tailMicros = loop.nowMicros();
        try {
            journal = new Journal(disk, JOURNAL_BYTES_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publisher = new Publisher(id, journal, new Network(), this, () -> later(0, this::step));
        allowances = new Allowances(
                this,
                this,
                publisher,
                (delayMs, task) -> {
                    boolean[] cancelled = new boolean[1];
                    later(delayMs * 1_000, () -> {
                        if (!cancelled[0]) {
                            task.run();
                        }
                    });
                    return () -> cancelled[0] = true;
                },
                Runnable::run,
                new AllowanceMetrics(new SimpleMeterRegistry()));
        publisher.fence(epoch - 1);
        Arrays.fill(statesRead, 0);
        stepForEver();
        maintainForEver();
    }

    /** Dies without a word. What its journal still holds is its successor's. */
    void kill() {
        up = false;
        incarnation++;
        List.copyOf(waiting).forEach(ended -> ended.accept(Ended.LOST));
        waiting.clear();
    }

    /** Sends all it has, then dies. */
    void stopOrderly() {
        publisher.step(allowances);
        if (publisher.isDrained()) {
            kill();
        } else {
            later(STEP_MICROS, this::stopOrderly);
        }
    }

    boolean isUp() {
        return up;
    }

    boolean isDrained() {
        return publisher.isDrained();
    }

    void pause(long micros) {
        pausedUntilMicros = loop.nowMicros() + micros;
    }

    void cut(long micros) {
        cutUntilMicros = loop.nowMicros() + micros;
    }

    void heal() {
        pausedUntilMicros = 0;
        cutUntilMicros = 0;
    }

    void request(Terms terms, String account, int day, long cost, Consumer<Ended> ended) {
        if (!up) {
            ended.accept(Ended.LOST);
            return;
        }
        if (pausedUntilMicros > loop.nowMicros()) {
            loop.after(pausedUntilMicros - loop.nowMicros(), () -> request(terms, account, day, cost, ended));
            return;
        }
        Taken<Ended> taken = allowances.take(terms, day, cost, new Asking(terms, account, day, cost));
        if (taken instanceof Taken.Now<Ended> now) {
            ended.accept(now.result());
        } else if (taken instanceof Taken.Later<Ended> later) {
            waiting.add(ended);
            var unused = later.result().thenAccept(how -> {
                waiting.remove(ended);
                ended.accept(how);
            });
        }
    }

    private final class Asking implements Claimant<Ended> {
        private final Terms terms;
        private final String account;
        private final int day;
        private final long cost;

        Asking(Terms terms, String account, int day, long cost) {
            this.terms = terms;
            this.account = account;
            this.day = day;
            this.cost = cost;
        }

        @Override
        public @Nullable Ended admitted(
                long ofEpoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
            RequestEvent event = new RequestEvent(
                    RequestEvent.NOWHERE,
                    ofEpoch,
                    day,
                    millis(),
                    terms.subject(),
                    account,
                    terms.subject(),
                    "r",
                    Outcome.ADMITTED,
                    cost,
                    null);
            return journal.append(event, stands) ? Ended.ADMITTED : null;
        }

        @Override
        public Ended exhausted(long ofEpoch, Standing standing) {
            return Ended.REFUSED_429;
        }

        @Override
        public Ended unanswered(long ofEpoch, Standing standing) {
            return Ended.REFUSED_503;
        }
    }

    private void stepForEver() {
        step();
        later(STEP_MICROS, this::stepForEver);
    }

    private void step() {
        publisher.step(allowances);
        if (cutUntilMicros <= loop.nowMicros()) {
            hearStates();
        }
    }

    private void hearStates() {
        for (int partition = 0; partition < statesRead.length; partition++) {
            SimulatedPartition from = partitions.get(partition);
            int end = from.states.size();
            for (int i = statesRead[partition]; i < end; i++) {
                allowances.hear(from.states.get(i));
            }
            statesRead[partition] = end;
        }
    }

    private void maintainForEver() {
        allowances.maintain(now());
        journal.tend();
        later(1_000_000, this::maintainForEver);
    }

    /** Runs it later in this life of the process, and not while it is paused. */
    private void later(long micros, Runnable action) {
        long life = incarnation;
        loop.after(Math.max(micros, pausedUntilMicros - loop.nowMicros()), () -> {
            if (life == incarnation) {
                if (pausedUntilMicros > loop.nowMicros()) {
                    later(0, action);
                } else {
                    action.run();
                }
            }
        });
    }

    /** Each partition in order; an acknowledgement can be lost, and the batch is then sent again. */
    private final class Network implements BatchLog {
        private long connection;

        @Override
        public void send(int partition, RequestBatch batch, Sent sent) {
            long life = incarnation;
            long over = connection;
            long arrival = Math.max(tailMicros, Math.max(cutUntilMicros, loop.nowMicros()) + loop.latencyMicros());
            tailMicros = arrival;
            boolean dropped = loop.random.nextBoolean();
            boolean acknowledged = loop.random.nextDouble() >= faults.lostAcknowledgements;
            loop.after(arrival - loop.nowMicros(), () -> {
                if (life != incarnation && dropped) {
                    return;
                }
                partitions.get(partition).append(batch);
                later(loop.latencyMicros(), () -> {
                    if (over == connection && life == incarnation) {
                        sent.done(acknowledged ? null : new IOException("no acknowledgement"));
                    }
                });
            });
        }

        @Override
        public void reopen() {
            connection++;
        }
    }

    @Override
    public String gateway() {
        return id;
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
        return START_MILLIS + skewMillis + loop.nowMicros() / 1_000;
    }

    @Override
    public long nanos() {
        return loop.nowMicros() * 1_000;
    }
}
