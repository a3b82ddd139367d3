package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.report.Report;
import dev.tollgate.contracts.OwnScopes;
import dev.tollgate.contracts.v1.UsageReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes usage that services report. Who may not report is refused before a byte of the body is read, and few report at once: decisions
 * go on beside them. Answered when all is in the log; who gets no answer sends it again, and nothing counts twice. Holds no
 * thread while a body or the log's answer is on its way.
 */
final class ReportEndpoint implements Endpoint {
    private static final Logger log = LoggerFactory.getLogger(ReportEndpoint.class);
    private static final Route ROUTE = new Route("POST /api/v1/events", OwnScopes.REPORT_USAGE, 0);
    private static final int BODY_BYTES_MAX = 1 << 20;
    /** All of a body must come in that time: one who sends a byte now and then must not keep others out. */
    private static final int BODY_SECONDS_MAX = 5;

    private static final int AT_ONCE_MAX = 16;
    private static final int PUT_SECONDS_MAX = 5;

    private static final String UNAVAILABLE = "Temporarily unavailable";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String EVENT = "application/cloudevents+json";
    private static final Set<String> TYPES = Set.of(BATCH, EVENT, Answer.JSON);

    private final Checkpoint checkpoint;
    private final ReportIntake intake;
    private final AddressRanges trustedProxies;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE_MAX);
    private final AtomicBoolean refusing = new AtomicBoolean();

    ReportEndpoint(Checkpoint checkpoint, ReportIntake intake, AddressRanges trustedProxies, Clock clock) {
        this.checkpoint = checkpoint;
        this.intake = intake;
        this.trustedProxies = trustedProxies;
        this.clock = clock;
    }

    @Override
    public void serve(Request request, Response response, Callback done) {
        if (!request.getMethod().equals("POST")) {
            Answer.error(405, "Method not allowed").with("Allow", "POST").writeTo(response, done);
            return;
        }
        GateRequest asked = new GateRequest(
                Credential.of(request.getHeaders().getValues("Authorization")),
                Forwarded.clientOf(request, trustedProxies),
                ROUTE);
        if (!checkpoint.lets(request, response, done, asked, intake.identify())) {
            return;
        }
        if (!turns.tryAcquire()) {
            again("Too many report at once").writeTo(response, done);
            return;
        }
        // Whoever waits is told of a failure there.
        var unused = take(request).whenComplete((answer, failure) -> {
            turns.release();
            if (answer != null) {
                answer.writeTo(response, done);
            } else {
                done.failed(failure);
            }
        });
    }

    private CompletableFuture<Answer> take(Request request) {
        if (!TYPES.contains(bareType(request))) {
            return CompletableFuture.completedFuture(
                    Answer.error(415, "Content-Type must be " + BATCH + ", or for one event " + EVENT));
        }
        if (request.getLength() > BODY_BYTES_MAX) {
            return CompletableFuture.completedFuture(tooLarge());
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, BODY_BYTES_MAX, Promise.Invocable.toPromise(body));
        return body.orTimeout(BODY_SECONDS_MAX, TimeUnit.SECONDS)
                .thenComposeAsync(this::put, request.getComponents().getExecutor())
                .exceptionally(failure -> refusal(request, failure));
    }

    /** The Content-Type without its parameters. */
    private static String bareType(Request request) {
        String type = Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.CONTENT_TYPE), "");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private CompletableFuture<Answer> put(byte[] body) {
        List<Report> reports = intake.events().read(body, clock.instant());
        List<UsageReport> good = new ArrayList<>(reports.size());
        for (Report report : reports) {
            if (report.usage() != null) {
                good.add(report.usage());
            }
        }
        return intake.log()
                .put(good)
                .orTimeout(PUT_SECONDS_MAX, TimeUnit.SECONDS)
                .handle((nothing, failure) -> isPut(failure) ? taken(reports, good.size()) : again(UNAVAILABLE));
    }

    private boolean isPut(@Nullable Throwable failure) {
        if (failure == null) {
            if (refusing.compareAndSet(true, false)) {
                log.info("Kafka takes reports of usage again.");
            }
        } else if (refusing.compareAndSet(false, true)) {
            log.warn("Kafka takes no reports of usage; they are refused with 503. ({})", failure.toString());
        }
        return failure == null;
    }

    /** What is wrong with a body that could not be read. */
    private static Answer refusal(Request request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IllegalArgumentException) {
            return Answer.error(400, Objects.requireNonNullElse(cause.getMessage(), "The body is no batch"));
        }
        if (cause instanceof TimeoutException) {
            // Nobody reads on, so the connection ends with the answer.
            request.fail(cause);
            return Answer.error(408, "The body did not come in time: send it again");
        }
        if (cause instanceof IllegalStateException) {
            return tooLarge();
        }
        throw new CompletionException(cause);
    }

    private static Answer tooLarge() {
        return Answer.error(413, "The body must have " + BODY_BYTES_MAX + " bytes at most: send the events in parts");
    }

    private static Answer taken(List<Report> reports, int accepted) {
        boolean none = accepted == 0 && !reports.isEmpty();
        return Answer.of(none ? 400 : 200, Answer.JSON, told(reports, accepted));
    }

    private static String told(List<Report> reports, int accepted) {
        List<Json> rejected = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i);
            if (report.error() != null) {
                rejected.add(new Json().put("index", i).put("id", report.id()).put("error", report.error()));
            }
        }
        return new Json()
                .put("accepted", accepted)
                .put("rejected", rejected.size())
                .putObjects("errors", rejected)
                .toString();
    }

    private static Answer again(String why) {
        return Answer.of(
                        503,
                        Answer.JSON,
                        new Json().put("error", why).put("retry_after", 1).toString())
                .with("Retry-After", 1);
    }
}
