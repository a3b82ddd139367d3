package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose decision is yet to come. It holds no thread. Whichever comes first answers it, and only that: the
 * decision, the backstop, or the end of the connection.
 *
 * <p>The container uses its objects again for the next request as soon as it is told of an end. So answering and hearing
 * of the end exclude each other, and after the end nothing here is touched: an answer that is late would be another's.
 */
final class WaitingRequest implements AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(WaitingRequest.class);

    private final AsyncContext context;
    private final Supplier<Answer> backstop;
    private boolean over;

    private WaitingRequest(AsyncContext context, Supplier<Answer> backstop) {
        this.context = context;
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
            CompletionStage<Decision> decision,
            Function<Decision, Answer> answer,
            Supplier<Answer> backstop,
            Duration waitMax) {
        AsyncContext context = request.startAsync();
        context.setTimeout(waitMax.toMillis());
        WaitingRequest waiting = new WaitingRequest(context, backstop);
        context.addListener(waiting);
        decision.whenComplete((decided, failure) -> waiting.decided(decided, failure, answer));
    }

    private void decided(@Nullable Decision decision, @Nullable Throwable failure, Function<Decision, Answer> answer) {
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
        if (answer(backstop)) {
            log.warn("No decision came in time for a request that waited; it was refused with 503.");
        }
    }

    @Override
    public synchronized void onError(AsyncEvent event) {
        // The connection is gone, and the container ends the request.
        over = true;
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        over = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Never started twice.
    }
}
