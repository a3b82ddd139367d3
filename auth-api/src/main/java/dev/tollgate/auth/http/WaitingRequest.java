package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Verdict.Waiting;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose decision is yet to come. It holds no thread. Whichever comes first answers it, and only that: the
 * decision, the backstop, or the end of the connection. A process may have slept for longer than anybody waits; so who is
 * told 503, or has gone, is abandoned first, and what has been decided by then is the answer: nobody is refused and counted.
 *
 * <p>The container uses its objects again for the next request as soon as it is told of an end. So answering and hearing
 * of the end exclude each other, and after the end nothing here is touched: an answer that is late would be another's.
 */
final class WaitingRequest implements AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(WaitingRequest.class);

    /** What has been decided needs no longer than it takes another thread to run. */
    private static final long DECIDED_MS_MAX = 1_000;

    private final AsyncContext context;
    private final Waiting waiting;
    private final Function<Decision, Answer> answer;
    private final Supplier<Answer> backstop;
    private boolean over;

    private WaitingRequest(
            AsyncContext context, Waiting waiting, Function<Decision, Answer> answer, Supplier<Answer> backstop) {
        this.context = context;
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
            HttpServletRequest request,
            Waiting waiting,
            Function<Decision, Answer> answer,
            Supplier<Answer> backstop,
            Duration waitMax) {
        AsyncContext context = request.startAsync();
        context.setTimeout(waitMax.toMillis());
        WaitingRequest waiter = new WaitingRequest(context, waiting, answer, backstop);
        context.addListener(waiter);
        waiting.decision().whenComplete(waiter::decided);
    }

    private void decided(@Nullable Decision decision, @Nullable Throwable failure) {
        boolean first = answer(decision == null ? backstop : () -> answer.apply(decision));
        if (first && failure != null) {
            log.error("A request that waited could not be decided and was refused with 503.", failure);
        }
    }

    /**
     * Answers, unless it is over. Only fills a buffer: it is the container that writes to the socket.
     *
     * @return whether this was the answer
     */
    private synchronized boolean answer(Supplier<Answer> answer) {
        if (over) {
            return false;
        }
        over = true;
        try {
            answer.get().writeTo((HttpServletResponse) context.getResponse());
        } catch (IOException e) {
            log.debug("A client was gone before its answer.", e);
        } catch (RuntimeException e) {
            // Whoever completes the decision does not look at what becomes of it.
            log.error("A request that waited could not be answered.", e);
        } finally {
            context.complete();
        }
        return true;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (waiting.abandon().getAsBoolean() || !isAnsweredSoon()) {
            if (answer(backstop)) {
                log.warn("No decision came in time for a request that waited; it was refused with 503.");
            }
        }
    }

    /** Waits for a decision that has been made and is on its way here. */
    private boolean isAnsweredSoon() {
        try {
            Decision decision = waiting.decision().toCompletableFuture().get(DECIDED_MS_MAX, TimeUnit.MILLISECONDS);
            answer(() -> answer.apply(decision));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.debug("A decision that was being made did not come.", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        // The connection is gone, and the container ends the request.
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    private void end() {
        boolean unanswered;
        synchronized (this) {
            unanswered = !over;
            over = true;
        }
        if (unanswered) {
            boolean unused = waiting.abandon().getAsBoolean();
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Never started twice.
    }
}
