package dev.tollgate.auth.http;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.decision.Verdict.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a request decided and answers it: at once, or, holding no thread meanwhile, when its decision comes. */
final class Checkpoint {
    private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);

    private final Decider decider;
    private final GuessThrottle guesses;
    private final RefusedSources refusedSources;
    private final Cors cors;
    private final DecisionMetrics metrics;
    private final Clock clock;
    private final Duration waitMax;
    private final RateLimitHeaders rateLimits = new RateLimitHeaders();

    Checkpoint(
            Decider decider,
            GuessThrottle guesses,
            RefusedSources refusedSources,
            Cors cors,
            DecisionMetrics metrics,
            Clock clock,
            Duration waitMax) {
        this.decider = decider;
        this.guesses = guesses;
        this.refusedSources = refusedSources;
        this.cors = cors;
        this.metrics = metrics;
        this.clock = clock;
        this.waitMax = waitMax;
    }

    /** What of a request its answer depends on; read at once, for a request that waits may be gone when it is answered. */
    private record Asker(
            GateRequest asked,
            boolean prefersProblem,
            @Nullable String allowedOrigin,
            long sinceNanos) {}

    /**
     * Decides and answers.
     *
     * @param welcome makes the answer to an admitted request
     */
    void pass(
            Request request, Response response, Callback done, GateRequest asked, Function<Admitted, Answer> welcome) {
        Asker asker = new Asker(
                asked,
                ProblemPreference.of(request.getHeaders().getValues("Accept")),
                cors.allowedOrigin(request),
                System.nanoTime());
        Verdict verdict = decide(asked);
        if (verdict instanceof Decision decision) {
            answer(asker, decision, welcome).writeTo(response, done);
        } else if (verdict instanceof Waiting waiting) {
            WaitingRequest.begin(
                    request,
                    response,
                    done,
                    waiting,
                    later -> answer(asker, later, welcome),
                    () -> unavailable(asker),
                    waitMax);
        } else {
            unavailable(asker).writeTo(response, done);
        }
    }

    /** Whether who asks may; if not, they have been told so. */
    boolean lets(
            Request request,
            Response response,
            Callback done,
            GateRequest asked,
            Function<GateRequest, Decision> identify) {
        Asker asker = new Asker(
                asked, ProblemPreference.of(request.getHeaders().getValues("Accept")), null, System.nanoTime());
        Decision decision = identify.apply(asked);
        if (decision instanceof Admitted) {
            return true;
        }
        answer(asker, decision, nobody -> unavailable(asker)).writeTo(response, done);
        return false;
    }

    private @Nullable Verdict decide(GateRequest asked) {
        try {
            return decider.decide(asked);
        } catch (RuntimeException e) {
            // A fault of ours must not let anybody through, and not look like one of the caller's.
            log.error("A request could not be decided and was refused with 503.", e);
            return null;
        }
    }

    private Answer answer(Asker asker, Decision decision, Function<Admitted, Answer> welcome) {
        long nowMs = clock.millis();
        Decision last = decision instanceof Refused refused ? throttled(refused, asker.asked, nowMs) : decision;
        try {
            Answer answer = answer(asker, last, nowMs, welcome);
            metrics.decided(last, System.nanoTime() - asker.sinceNanos);
            if (last instanceof Refused refused) {
                refusedSources.count(
                        asker.asked.source(), Refusal.of(refused.reason()).status(), nowMs);
            }
            return answer;
        } catch (RuntimeException e) {
            // An answer that nobody made is an empty 200, by which a gateway lets requests pass.
            log.error("A decided request could not be answered and was refused with 503.", e);
            return unavailable(asker);
        }
    }

    private Answer answer(Asker asker, Decision last, long nowMs, Function<Admitted, Answer> welcome) {
        Answer answer;
        Standing quota;
        if (last instanceof Admitted admitted) {
            answer = welcome.apply(admitted);
            quota = admitted.quota();
        } else {
            Refused refused = (Refused) last;
            answer = RefusalAnswer.of(refused, asker.prefersProblem);
            quota = refused.quota();
        }
        if (quota != null) {
            rateLimits.add(quota, nowMs, answer);
        }
        Cors.expose(asker.allowedOrigin, answer);
        return answer;
    }

    /** An invalid key, from where too many came lately, is answered as one guess too many. Valid keys never are. */
    private Refused throttled(Refused refused, GateRequest asked, long nowMs) {
        boolean guess = refused.reason() == Reason.KEY_INVALID && guesses.isOneTooMany(asked.source(), nowMs);
        return guess ? new Refused(Reason.GUESSING, null, null, GuessThrottle.secondsToRetry(nowMs)) : refused;
    }

    private Answer unavailable(Asker asker) {
        metrics.failed();
        Answer answer = RefusalAnswer.of(new Refused(Reason.NOT_READY, null, null, 1), asker.prefersProblem);
        Cors.expose(asker.allowedOrigin, answer);
        return answer;
    }
}
