package dev.tollgate.auth.publish;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.GateClock.Moment;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.RequestBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One step of carrying the journal and the claims to the log. Only {@link #step} builds and sends; acknowledgements come
 * on other threads and only leave a note.
 *
 * <p>Claims overtake events that wait, because they say themselves how much was admitted. A journal position is
 * acknowledged when every batch that holds one before it is in the log.
 */
public final class Publisher implements Controls {
    private static final int EVENTS_PER_STEP_MAX = 16_384;
    private static final int BATCHES_UNDER_WAY_MAX = 96;

    /** With so many of each, a batch stays below the million bytes that a record may have. */
    private static final int EVENTS_PER_BATCH_MAX = 8_192;

    private static final int CALLERS_PER_BATCH_MAX = 4_096;
    private static final int CLAIMS_PER_BATCH_MAX = 1_000;

    private static final int PARTITIONS = Topic.REQUEST_EVENTS.partitions();

    private final String gateway;
    private final Journal journal;
    private final BatchLog log;
    private final GateClock clock;
    private final Runnable wake;
    private final PendingControls controls = new PendingControls();
    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    /** By partition: the position up to which its events have been sent. */
    private final long[] sentUpTo = new long[PARTITIONS];
    /** By partition: the position up to which its events are known to be in the log. */
    private final long[] inLogUpTo = new long[PARTITIONS];

    private volatile long fenceUpTo;
    private volatile long fenceAfter;
    private long fenced;
    private boolean behind;

    /** @param wake asks for a step soon */
    public Publisher(String gateway, Journal journal, BatchLog log, GateClock clock, Runnable wake) {
        this.gateway = gateway;
        this.journal = journal;
        this.log = log;
        this.clock = clock;
        this.wake = wake;
    }

    @Override
    public void claim(int partition, long epoch, Claim claim) {
        controls.add(partition, epoch, claim);
        wake.run();
    }

    @Override
    public synchronized void fence(long upTo) {
        fenceAfter = journal.appended();
        fenceUpTo = upTo;
        wake.run();
    }

    /** Whether there is something that is better sent soon. */
    public boolean isBusy() {
        return journal.read() != journal.appended() || !controls.isEmpty() || isFenceDue() || failed.get();
    }

    /** Whether another step can be made at once, for the last one did not take all that there was. */
    boolean isBehind() {
        return behind && underWay.size() < BATCHES_UNDER_WAY_MAX && !failed.get();
    }

    /** Whether all that was journaled is in the log. */
    public boolean isDrained() {
        return journal.acknowledged() == journal.appended();
    }

    /** Sends what there is. */
    public void step(Allowances allowances) {
        step(allowances, EVENTS_PER_STEP_MAX);
    }

    /** Sends what somebody waits for, and leaves events where they are: with more of them they cost less. */
    public void hurry(Allowances allowances) {
        step(allowances, 0);
    }

    private void step(Allowances allowances, int eventsMax) {
        settleAcknowledgements(allowances);
        if (failed.get()) {
            startOver(allowances);
        }
        if (underWay.size() >= BATCHES_UNDER_WAY_MAX) {
            return;
        }
        try {
            sendOn(allowances, eventsMax);
        } catch (RuntimeException e) {
            // What was read may not have been sent.
            failed.set(true);
            throw e;
        }
    }

    private void sendOn(Allowances allowances, int eventsMax) {
        // In this order: the epoch is at least that of the fence and of every event.
        long fence = isFenceDue() ? fenceUpTo : 0;
        long readFrom = journal.read();
        List<RequestEvent> events = journal.readNext(eventsMax);
        behind = eventsMax > 0 && events.size() == eventsMax;
        List<Full> full = new ArrayList<>();
        @Nullable EventColumnsWriter[] columns = pack(events, full);
        long epoch = allowances.epoch();
        Moment now = clock.now();
        for (Full batch : full) {
            if (failed.get()) {
                return;
            }
            sentUpTo[batch.partition] = batch.columns.getCoversTo();
            send(
                    new UnderWay(batch.partition, epoch, now, 0, List.of(), readFrom, sentUpTo[batch.partition]),
                    batch(epoch, fence).setEvents(batch.columns).build());
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (failed.get()) {
                // All that comes behind the one that is missing would be sent again. Each try may take seconds.
                return;
            }
            EventColumnsWriter written = columns[partition];
            List<Claim> claims = controls.take(partition, epoch, CLAIMS_PER_BATCH_MAX);
            long tick = allowances.nextTick(partition, epoch, now);
            if (written != null || !claims.isEmpty() || tick != 0 || fence != 0) {
                RequestBatch.Builder batch =
                        batch(epoch, fence).addAllClaims(claims).setTick(tick);
                if (written != null) {
                    sentUpTo[partition] = journal.read();
                    batch.setEvents(written.finish(sentUpTo[partition]));
                }
                send(new UnderWay(partition, epoch, now, tick, claims, readFrom, sentUpTo[partition]), batch.build());
            }
        }
        if (fence != 0) {
            fenced = fence;
        }
    }

    private RequestBatch.Builder batch(long epoch, long fence) {
        return RequestBatch.newBuilder().setGateway(gateway).setEpoch(epoch).setFenceUpTo(fence);
    }

    /** By partition, the last of its events; those before them, where there are too many for one batch, in {@code full}. */
    private @Nullable EventColumnsWriter[] pack(List<RequestEvent> events, List<Full> full) {
        @Nullable EventColumnsWriter[] columns = new EventColumnsWriter[PARTITIONS];
        for (RequestEvent event : events) {
            int partition = event.caller().partition();
            if (event.position() < sentUpTo[partition]) {
                // Read again after a failure in another partition; here it arrived.
                continue;
            }
            EventColumnsWriter writer = columns[partition];
            if (writer == null) {
                writer = new EventColumnsWriter(sentUpTo[partition]);
                columns[partition] = writer;
            } else if (writer.size() == EVENTS_PER_BATCH_MAX || writer.callers() == CALLERS_PER_BATCH_MAX) {
                full.add(new Full(partition, writer.finish(event.position())));
                writer = new EventColumnsWriter(event.position());
                columns[partition] = writer;
            }
            writer.add(event);
        }
        return columns;
    }

    /** A batch that is as large as it may be. */
    private record Full(int partition, EventColumns columns) {}

    private boolean isFenceDue() {
        return fenceUpTo > fenced && journal.acknowledged() >= fenceAfter;
    }

    private void send(UnderWay sent, RequestBatch batch) {
        underWay.add(sent);
        log.send(sent.partition, batch, failure -> {
            if (failure == null) {
                sent.inLog = true;
            } else {
                failed.set(true);
            }
            wake.run();
        });
    }

    /** Takes note of what has arrived, and frees the journal up to the first that has not. */
    private void settleAcknowledgements(Allowances allowances) {
        for (UnderWay sent : underWay) {
            if (sent.inLog && !sent.noted) {
                sent.noted = true;
                allowances.acknowledged(sent.partition, sent.epoch, sent.at, sent.tick);
            }
        }
        // Not by inLog: one that arrived since the loop above would go without having been noted.
        while (!underWay.isEmpty() && underWay.getFirst().noted) {
            UnderWay first = underWay.removeFirst();
            inLogUpTo[first.partition] = first.coversTo;
        }
        if (failed.get()) {
            return;
        }
        long safe = underWay.isEmpty() ? journal.read() : underWay.getFirst().readFrom;
        if (safe > journal.acknowledged()) {
            journal.acknowledge(safe);
        }
    }

    /** A batch did not arrive: everything from the first that is missing is sent again, in the same order. */
    private void startOver(Allowances allowances) {
        // First, for it may fail: then all is as it was, and tried again with the next step.
        log.reopen();
        // What was under way when it was closed has failed by that; that is dealt with here.
        failed.set(false);
        List<UnderWay> lost = new ArrayList<>(underWay);
        underWay.clear();
        journal.rewind();
        System.arraycopy(inLogUpTo, 0, sentUpTo, 0, PARTITIONS);
        for (UnderWay sent : lost) {
            sent.claims.forEach(claim -> controls.add(sent.partition, sent.epoch, claim));
            allowances.tickLost(sent.partition, sent.epoch, sent.tick);
        }
        fenced = 0;
    }

    /** A batch on its way. */
    private static final class UnderWay {
        final int partition;
        final long epoch;
        final Moment at;
        final long tick;
        final List<Claim> claims;
        /** The journal position at which the step began that made this batch. */
        final long readFrom;
        /** Up to where the partition's events are in the log when this batch is. */
        final long coversTo;

        volatile boolean inLog;
        boolean noted;

        UnderWay(int partition, long epoch, Moment at, long tick, List<Claim> claims, long readFrom, long coversTo) {
            this.partition = partition;
            this.epoch = epoch;
            this.at = at;
            this.tick = tick;
            this.claims = claims;
            this.readFrom = readFrom;
            this.coversTo = coversTo;
        }
    }
}
