package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.report.CloudEvents;
import dev.tollgate.auth.report.Report;
import dev.tollgate.auth.report.ReportLog;
import dev.tollgate.contracts.OwnScopes;
import dev.tollgate.contracts.v1.UsageReport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes usage that services report. Who may not report is refused before a byte of the body is read, and few report at once: decisions
 * go on beside them. Answered when all is in the log; who gets no answer sends it again, and nothing counts twice.
 */
final class ReportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final Logger log = LoggerFactory.getLogger(ReportServlet.class);
    private static final Route ROUTE = new Route("POST /api/v1/events", OwnScopes.REPORT_USAGE, 0);
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int AT_ONCE_MAX = 16;
    private static final int PUT_SECONDS_MAX = 5;

    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String EVENT = "application/cloudevents+json";
    private static final Set<String> TYPES = Set.of(BATCH, EVENT, Answer.JSON);

    private final transient Checkpoint checkpoint;
    private final transient Function<GateRequest, Decision> identify;
    private final transient AddressRanges trustedProxies;
    private final transient CloudEvents events;
    private final transient ReportLog reportLog;
    private final transient Clock clock;
    private final transient Semaphore turns = new Semaphore(AT_ONCE_MAX);
    private final transient AtomicBoolean refusing = new AtomicBoolean();

    ReportServlet(
            Checkpoint checkpoint,
            Function<GateRequest, Decision> identify,
            AddressRanges trustedProxies,
            CloudEvents events,
            ReportLog reportLog,
            Clock clock) {
        this.checkpoint = checkpoint;
        this.identify = identify;
        this.trustedProxies = trustedProxies;
        this.events = events;
        this.reportLog = reportLog;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            Answer.error(405, "Method not allowed").with("Allow", "POST").writeTo(response);
            return;
        }
        GateRequest asked = new GateRequest(
                Credential.of(request.getHeaders("Authorization")), Forwarded.clientOf(request, trustedProxies), ROUTE);
        if (checkpoint.lets(request, response, asked, identify)) {
            taken(request).writeTo(response);
        }
    }

    private Answer taken(HttpServletRequest request) throws IOException {
        if (!turns.tryAcquire()) {
            return again("Too many report at once");
        }
        try {
            byte[] body = body(request);
            return body == null
                    ? Answer.error(
                            413, "The body must have " + BODY_BYTES_MAX + " bytes at most: send the events in parts")
                    : put(events.read(body, clock.instant()));
        } catch (IllegalArgumentException e) {
            return Answer.error(400, Objects.requireNonNullElse(e.getMessage(), "The body is no batch"));
        } catch (UnsupportedTypeException e) {
            return Answer.error(415, "Content-Type must be " + BATCH + ", or for one event " + EVENT);
        } catch (IOException e) {
            if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
                return Answer.error(408, "The body did not come in time: send it again");
            }
            throw e;
        } finally {
            turns.release();
        }
    }

    /** Null if it is too large. */
    private static byte @Nullable [] body(HttpServletRequest request) throws IOException, UnsupportedTypeException {
        String type = request.getContentType() == null ? "" : request.getContentType();
        int parameters = type.indexOf(';');
        String bare =
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(bare)) {
            throw new UnsupportedTypeException();
        }
        if (request.getContentLengthLong() > BODY_BYTES_MAX) {
            return null;
        }
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        return body.length > BODY_BYTES_MAX ? null : body;
    }

    private Answer put(List<Report> reports) {
        List<UsageReport> good = new ArrayList<>(reports.size());
        for (Report report : reports) {
            if (report.usage() != null) {
                good.add(report.usage());
            }
        }
        try {
            reportLog.put(good).get(PUT_SECONDS_MAX, TimeUnit.SECONDS);
            if (refusing.compareAndSet(true, false)) {
                log.info("Kafka takes reports of usage again.");
            }
        } catch (ExecutionException | TimeoutException e) {
            if (refusing.compareAndSet(false, true)) {
                log.warn("Kafka takes no reports of usage; they are refused with 503. ({})", e.toString());
            }
            return again("Temporarily unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return again("Temporarily unavailable");
        }
        return Answer.of(good.isEmpty() && !reports.isEmpty() ? 400 : 200, Answer.JSON, told(reports, good.size()));
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

    /** The body is said to be something else than events. */
    private static final class UnsupportedTypeException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
