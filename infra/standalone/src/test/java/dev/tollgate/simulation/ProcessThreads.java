package dev.tollgate.simulation;

import dev.tollgate.simulation.Tally.Happened;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one process. Between two steps of one any amount of time may go by, in which all others go on: those of
 * other processes, and those of its own but for the ones that wait for a lock that it holds.
 */
final class ProcessThreads {
    /** As much as can go by unseen behind the last look at a clock: the difference between a lease and its five ticks. */
    private static final long UNSEEN_MICROS_MAX = 900_000;

    private static final int DEPTH_MAX = 3;

    private final SimulatedGateway machine;
    private final Cluster cluster;
    private final EventLoop loop;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private boolean alive = true;

    /** Which threads do what. */
    enum Lane {
        /** As many as there are requests. */
        REQUESTS,
        PUBLISHER,
        FOLLOWER,
        TIMER,
        NETWORK,
        KEEPER
    }

    /** What one thread is at. */
    static final class Frame {
        final Lane lane;
        /** What it decides, if it does. */
        final @Nullable Request request;
        /** The run that was the current one when it last looked at the clock. */
        long epochAtLastLook;
        /** When that was. */
        long lookedAtMicros;
        /** How many events its process had journaled then. */
        long journaledAtLastLook;
        /** How often it has looked at the clock since it began with this piece of work. */
        int looks;
        /** Whether it is ending a run, under a lock. */
        boolean lapsing;

        boolean paused;
        private boolean locking;

        Frame(Lane lane, @Nullable Request request) {
            this.lane = lane;
            this.request = request;
        }
    }

    /** The process is gone from under a thread of it. */
    private static final class ProcessDied extends Error {
        private static final long serialVersionUID = 1L;

        private ProcessDied() {
            super("The process died.", null, false, false);
        }
    }

    ProcessThreads(SimulatedGateway machine, Cluster cluster) {
        this.machine = machine;
        this.cluster = cluster;
        this.loop = cluster.loop;
    }

    boolean isAlive() {
        return alive;
    }

    /** No thread comes back from where it is. */
    void die() {
        alive = false;
        for (Frame frame : frames) {
            Request request = frame.request;
            if (request != null && !request.booked) {
                cluster.books.interrupted(request);
            }
        }
        if (frames.stream().anyMatch(frame -> frame.lane == Lane.REQUESTS)) {
            cluster.tally.add(Happened.KILL_AMID_A_DECISION);
        }
    }

    /** What requests that are being decided cost. */
    long costInDecision(Customer customer) {
        long cost = 0;
        for (Frame frame : frames) {
            Request request = frame.request;
            cost += request != null && request.customer == customer ? request.cost : 0;
        }
        return cost;
    }

    void later(long micros, Lane lane, Runnable action) {
        loop.after(micros, () -> run(new Frame(lane, null), action));
    }

    void decide(Request request, Runnable action) {
        loop.after(0, () -> run(new Frame(Lane.REQUESTS, request), action));
    }

    /** The thread that runs now. */
    Frame current() {
        return frames.getFirst();
    }

    private void run(Frame frame, Runnable action) {
        if (!alive) {
            return;
        }
        long waits = waits(frame.lane);
        if (waits > 0) {
            loop.after(waits + loop.random.nextInt(100), () -> run(frame, action));
            return;
        }
        frames.push(frame);
        try {
            action.run();
        } catch (ProcessDied e) {
            // As it is: what it was at has been taken note of.
        } catch (RuntimeException e) {
            cluster.fail(new Violation(e));
        } finally {
            frames.remove(frame);
        }
    }

    private long waits(Lane lane) {
        boolean blocked =
                frames.stream().anyMatch(frame -> frame.locking || (frame.lane == lane && lane != Lane.REQUESTS));
        long until = blocked ? loop.horizonMicros() + 1 : 0;
        return Math.max(until, machine.pausedUntilMicros()) - loop.nowMicros();
    }

    /**
     * Looks at the clock. Anything may happen before, and a little after.
     *
     * @param epoch the run that is the current one
     */
    <T> T look(LongSupplier epoch, Supplier<T> clock) {
        Frame frame = current();
        // The follower looks once before it enters an allowance, and then under its lock.
        boolean locking = frame.lapsing || (frame.lane == Lane.FOLLOWER && frame.looks > 0);
        frame.looks++;
        mayPause(frame, locking, howLong());
        T moment;
        do {
            // Others' pauses may have made the last one longer than can go unseen: then it came before this look.
            frame.epochAtLastLook = epoch.getAsLong();
            moment = clock.get();
            frame.lookedAtMicros = loop.nowMicros();
            mayPause(frame, locking, loop.upTo(UNSEEN_MICROS_MAX));
        } while (loop.nowMicros() - frame.lookedAtMicros > UNSEEN_MICROS_MAX);
        return moment;
    }

    /** A step under a lock begins. */
    void step() {
        mayPause(current(), true, howLong());
    }

    private long howLong() {
        return switch (loop.random.nextInt(8)) {
            case 0 -> loop.upTo(40_000_000);
            case 1, 2 -> loop.upTo(2_000_000);
            default -> 4 * cluster.latencyMicros();
        };
    }

    private void mayPause(Frame frame, boolean locking, long micros) {
        if (loop.depth() >= DEPTH_MAX || !cluster.goesWrong(cluster.settings.pausesAmidSteps())) {
            return;
        }
        pause(frame, locking, micros);
    }

    /** Whoever does that does nothing else for so long; all others go on. */
    void stall(Lane lane, long micros) {
        later(0, lane, () -> {
            if (loop.depth() < DEPTH_MAX) {
                pause(current(), false, micros);
            }
        });
    }

    private void pause(Frame frame, boolean locking, long micros) {
        cluster.tally.add(Happened.PAUSE_AMID_A_STEP);
        cluster.note(machine.id(), " pauses amid ", frame.lane, " for ", micros);
        frame.paused = true;
        frame.locking = locking;
        loop.pass(micros);
        while (alive && machine.pausedUntilMicros() > loop.nowMicros() && !loop.isStopped()) {
            loop.pass(machine.pausedUntilMicros() - loop.nowMicros());
        }
        frame.locking = false;
        if (!alive) {
            throw new ProcessDied();
        }
    }
}
