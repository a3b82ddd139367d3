package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Verdict.Waiting;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose decision is yet to come. It holds no thread. Whichever comes first answers it, and only that: the
 * decision, the backstop, or the end of the connection. A process may have slept for longer than anybody waits; so who is
 * told 503, or has gone, is abandoned first, and what has been decided by then is the answer: nobody is refused and counted.
 */
final class WaitingRequest {
    private static final Logger log = LoggerFactory.getLogger(WaitingRequest.class);

    /** What has been decided needs no longer than it takes another thread to run. */
    private static final long DECIDED_MS_MAX = 1_000;

    private final Response response;
    private final Callback done;
    private final Waiting waiting;
    private final Function<Decision, Answer> answer;
    private final Supplier<Answer> backstop;
    private Scheduler.@Nullable Task timeout;
    private boolean over;

    private WaitingRequest(
            Response response,
            Callback done,
            Waiting waiting,
            Function<Decision, Answer> answer,
            Supplier<Answer> backstop) {
        this.response = response;
        this.done = done;
        this.waiting = waiting;
        this.answer = answer;
        this.backstop = backstop;
    }

    /**
     * Lets the request wait.
     *
     * @param answer makes the answer from the decision
     * @param backstop makes the answer where none came within {@code waitMax}
     */
    static void begin(
            Request request,
            Response response,
            Callback done,
            Waiting waiting,
            Function<Decision, Answer> answer,
            Supplier<Answer> backstop,
            Duration waitMax) {
        WaitingRequest waiter = new WaitingRequest(response, done, waiting, answer, backstop);
        Scheduler scheduler = request.getComponents().getScheduler();
        request.addFailureListener(waiter::connectionLost);
        waiter.timeout(scheduler, waitMax);
        waiting.decision().whenComplete(waiter::decided);
    }

    private synchronized void timeout(Scheduler scheduler, Duration waitMax) {
        timeout = scheduler.schedule(() -> timedOut(scheduler), waitMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void decided(@Nullable Decision decision, @Nullable Throwable failure) {
        boolean first = answer(decision == null ? backstop : () -> answer.apply(decision));
        if (first && failure != null) {
            log.error("A request that waited could not be decided and was refused with 503.", failure);
        }
    }

    /**
     * Answers, unless it is over.
     *
     * @return whether this was the answer
     */
    private boolean answer(Supplier<Answer> made) {
        if (!isFirst()) {
            return false;
        }
        try {
            made.get().writeTo(response, done);
        } catch (RuntimeException e) {
            // Whoever completes the decision does not look at what becomes of it.
            log.error("A request that waited could not be answered.", e);
            done.failed(e);
        }
        return true;
    }

    /** Ends the wait; false if somebody else has. */
    private synchronized boolean isFirst() {
        if (over) {
            return false;
        }
        over = true;
        if (timeout != null) {
            timeout.cancel();
        }
        return true;
    }

    /** Runs on the scheduler's thread, which must not wait. */
    private void timedOut(Scheduler scheduler) {
        if (waiting.abandon().getAsBoolean()) {
            unanswered();
        } else {
            // It has been decided, and the decision is on its way here.
            scheduler.schedule(this::unanswered, DECIDED_MS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    private void unanswered() {
        if (answer(backstop)) {
            log.warn("No decision came in time for a request that waited; it was refused with 503.");
        }
    }

    private void connectionLost(Throwable failure) {
        if (isFirst()) {
            boolean unused = waiting.abandon().getAsBoolean();
            done.failed(failure);
        }
    }
}
