package dev.tollgate.admin.operations;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.operations.GatewayStatuses.Said;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.reconciliation.Reconciliations;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.contracts.v1.RefusedSource;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Operations: whether the numbers can be trusted, who needs a look, and how the gates are. */
@PageController
final class OperationsPages {
    private static final int SOURCES_MAX = 20;
    private static final int UNUSUAL_MAX = 50;
    private static final Duration UNUSUAL_SINCE = Duration.ofDays(7);

    private final Pipeline pipeline;
    private final GatewayStatuses statuses;
    private final OperationsReports reports;
    private final UnusualHours unusual;
    private final Reconciliations reconciliations;
    private final Clock clock;

    OperationsPages(
            Pipeline pipeline,
            GatewayStatuses statuses,
            OperationsReports reports,
            UnusualHours unusual,
            Reconciliations reconciliations,
            Clock clock) {
        this.pipeline = pipeline;
        this.statuses = statuses;
        this.reports = reports;
        this.unusual = unusual;
        this.reconciliations = reconciliations;
        this.clock = clock;
    }

    /** From where callers were refused lately, at all gateways together. */
    record Source(String source, long unauthorized, long limited) {
        long sum() {
            return unauthorized + limited;
        }

        Source and(Source other) {
            return new Source(source, unauthorized + other.unauthorized, limited + other.limited);
        }
    }

    @GetMapping("/operations")
    @Needs(Right.OPERATIONS_READ)
    String show(HttpServletRequest request, Model model) {
        Instant now = clock.instant();
        List<Said> said = statuses.all();
        List<GatewayView> gateways =
                said.stream().map(one -> GatewayView.of(one, now)).toList();
        model.addAttribute("pipeline", pipeline.look());
        model.addAttribute("gateways", gateways);
        model.addAttribute(
                "rates",
                gateways.stream()
                        .filter(gateway -> !gateway.silent())
                        .map(GatewayView::rates)
                        .reduce(AnswerRates.NONE, AnswerRates::and));
        model.addAttribute(
                "sources",
                sources(said.stream().filter(one -> !one.isSilent(now)).toList()));
        model.addAttribute("numbers", reports.look());
        model.addAttribute("books", reconciliations.latest().orElse(null));
        model.addAttribute("unusual", unusual.since(now.minus(UNUSUAL_SINCE), UNUSUAL_MAX));
        return Htmx.view(request, "operations", "figures");
    }

    private static List<Source> sources(List<Said> said) {
        Map<String, Source> sums = new HashMap<>();
        for (Said one : said) {
            for (RefusedSource source : one.status().getRefusedSourcesList()) {
                sums.merge(
                        source.getSource(),
                        new Source(source.getSource(), source.getUnauthorized(), source.getLimited()),
                        Source::and);
            }
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong(Source::sum).reversed())
                .limit(SOURCES_MAX)
                .toList();
    }
}
