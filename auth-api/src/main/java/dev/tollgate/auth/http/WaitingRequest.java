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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose decision is yet to come. It holds no thread. Whichever comes first answers it, and only that: the
 * decision, the backstop, or the end of the connection.
 */
final class WaitingRequest implements AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(WaitingRequest.class);

    private final AsyncContext context;
    private final Supplier<Answer> backstop;
    private final AtomicBoolean answered = new AtomicBoolean();

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
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        if (failure != null) {
            log.error("A request that waited could not be decided and was refused with 503.", failure);
        }
        // Whoever completes the decision has other work than to write to sockets.
        context.start(() -> finish(decision == null ? backstop : () -> answer.apply(decision)));
    }

    private void finish(Supplier<Answer> answer) {
        try {
            answer.get().writeTo((HttpServletResponse) context.getResponse());
        } catch (IOException e) {
            log.debug("A client was gone before its answer.", e);
        } finally {
            context.complete();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (answered.compareAndSet(false, true)) {
            log.warn("No decision came in time for a request that waited; it was refused with 503.");
            finish(backstop);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        // The connection is gone. The container ends the request; a decision that still comes must not touch it.
        answered.set(true);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        answered.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Never started twice.
    }
}
