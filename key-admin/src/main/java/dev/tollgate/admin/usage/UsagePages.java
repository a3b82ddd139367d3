package dev.tollgate.admin.usage;

import dev.tollgate.admin.access.KeyOwners;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.account.AccountHead.Head;
import dev.tollgate.admin.page.BarChart;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.usage.Corrections.Correction;
import dev.tollgate.admin.usage.UsageReports.Of;
import dev.tollgate.admin.usage.UsageSeries.Point;
import dev.tollgate.admin.usage.UsageSeries.Total;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Usage of an account, or of one of its keys: today, over time, by key, by route and by outcome. */
@PageController
final class UsagePages {
    private static final int SHARES_MAX = 20;
    private static final MediaType CSV = new MediaType("text", "csv");

    private static final Map<String, DateTimeFormatter> LABELS = Map.of(
            UsageQuery.HOUR, format("HH:mm"), UsageQuery.DAY, format("d MMM"), UsageQuery.MONTH, format("MMM yyyy"));
    private static final Map<String, DateTimeFormatter> NAMES = Map.of(
            UsageQuery.HOUR,
            format("EEE d MMM, HH:mm"),
            UsageQuery.DAY,
            format("EEEE d MMMM yyyy"),
            UsageQuery.MONTH,
            format("MMMM yyyy"));

    private final UsageReports reports;
    private final UsageToday today;
    private final UsageProgress progress;
    private final AccountHead heads;
    private final KeyOwners owners;
    private final LiveUsage live;
    private final Corrections corrections;
    private final Clock clock;

    UsagePages(
            UsageReports reports,
            UsageToday today,
            UsageProgress progress,
            AccountHead heads,
            KeyOwners owners,
            LiveUsage live,
            Corrections corrections,
            Clock clock) {
        this.reports = reports;
        this.today = today;
        this.progress = progress;
        this.heads = heads;
        this.owners = owners;
        this.live = live;
        this.corrections = corrections;
        this.clock = clock;
    }

    /** How many requests ended in a way. */
    record Outcome(String word, long requests) {
        /** For a person. */
        public String title() {
            String text = word.replace('_', ' ').replace("ip ", "IP ");
            return Character.toUpperCase(text.charAt(0)) + text.substring(1);
        }
    }

    @GetMapping("/accounts/{accountId}/usage")
    @Needs(value = Right.USAGE_READ, account = "accountId")
    String show(@PathVariable String accountId, HttpServletRequest request, Model model) {
        show(accountId, request, model, Map.of());
        return Htmx.view(request, "usage", "figures");
    }

    @PostMapping("/accounts/{accountId}/corrections")
    @Needs(Right.BILLING_WRITE)
    String correct(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "key_id", "day", "requests", "reason").withNumber("requests");
        try {
            Correction made = CorrectionController.correct(corrections, accountId, form.body());
            return "redirect:/accounts/" + accountId + "/usage?from=" + made.day() + "&to=" + made.day()
                    + "#corrections";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            show(accountId, request, model, form.typed());
            return "usage";
        }
    }

    private void show(String accountId, HttpServletRequest request, Model model, Map<String, String> typed) {
        Head head = heads.show(model, accountId, "usage");
        UsageQuery query = query(accountId, request);
        // Asked first: what is counted may be newer, and is not older.
        model.addAttribute("mark", live.mark(accountId));
        model.addAttribute("asOf", progress.completeAt());
        Of of = query.key() == null ? Of.ACCOUNT : Of.KEY;
        String id = query.key() == null ? accountId : query.key();
        UsageSeries series = series(of, id, query);
        Total total = series.total();
        model.addAttribute("query", query);
        model.addAttribute("ranges", query.ranges(today()));
        model.addAttribute("todayDate", today());
        model.addAttribute("today", today.of(head, of, id));
        model.addAttribute("soonest", of == Of.ACCOUNT ? today.soonest(head) : null);
        model.addAttribute("total", total);
        model.addAttribute("before", reports.byDay(of, id, query.before()).total());
        model.addAttribute("chart", chart(query, points(series, query)));
        model.addAttribute("outcomes", outcomes(of, id, query));
        model.addAttribute("meters", reports.meters(of, id, query.period()));
        model.addAttribute("routes", reports.byRoute(of, id, query.period(), SHARES_MAX));
        model.addAttribute(
                "keys", query.key() == null ? reports.byKey(accountId, query.period(), SHARES_MAX) : List.of());
        if (query.key() != null) {
            model.addAttribute("keyName", reports.nameOfKey(query.key()));
        }
        model.addAttribute(
                "corrections",
                corrections.of(accountId, query.period().from(), query.period().to(), CorrectionController.SHOWN_MAX));
        model.addAttribute("form", typed);
    }

    /** The numbers of the chart, as a file. */
    @GetMapping("/accounts/{accountId}/usage.csv")
    @Needs(value = Right.USAGE_READ, account = "accountId")
    ResponseEntity<String> csv(@PathVariable String accountId, HttpServletRequest request) {
        heads.of(accountId);
        UsageQuery query = query(accountId, request);
        UsageSeries series =
                query.key() == null ? series(Of.ACCOUNT, accountId, query) : series(Of.KEY, query.key(), query);
        StringBuilder csv = new StringBuilder("start,admitted,admitted_requests,refused_requests\r\n");
        for (Point point : points(series, query)) {
            csv.append(point.start()).append(',').append(point.admitted()).append(',');
            csv.append(point.admittedRequests())
                    .append(',')
                    .append(point.refusedRequests())
                    .append("\r\n");
        }
        String name = "usage-" + query.period().from() + "-to-" + query.period().to() + "-by-" + query.by() + ".csv";
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(csv.toString());
    }

    /** Tells an open page when there is something new to show. */
    @GetMapping(path = "/accounts/{accountId}/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Needs(value = Right.USAGE_READ, account = "accountId")
    SseEmitter live(@PathVariable String accountId, @RequestParam(defaultValue = "0") String mark) {
        heads.of(accountId);
        return live.watch(accountId, mark.matches("[0-9]{1,18}") ? Long.parseLong(mark) : 0);
    }

    private UsageQuery query(String accountId, HttpServletRequest request) {
        UsageQuery query = UsageQuery.of(request, today());
        if (query.key() != null
                && !accountId.equals(owners.accountOf(query.key()).orElse(null))) {
            throw ProblemException.notFound("There is no such key.");
        }
        return query;
    }

    private UsageSeries series(Of of, String id, UsageQuery query) {
        return query.by().equals(UsageQuery.HOUR)
                ? reports.byHour(of, id, query.period())
                : reports.byDay(of, id, query.period());
    }

    private static List<Point> points(UsageSeries series, UsageQuery query) {
        return query.by().equals(UsageQuery.MONTH) ? series.months() : series.points();
    }

    private List<Outcome> outcomes(Of of, String id, UsageQuery query) {
        return reports.outcomes(of, id, query.period()).entrySet().stream()
                .map(sum -> new Outcome(sum.getKey(), sum.getValue()))
                .toList();
    }

    private static BarChart chart(UsageQuery query, List<Point> points) {
        Total sum = UsageSeries.sum(points);
        return BarChart.of(
                points.stream()
                        .map(point -> {
                            ZonedDateTime start = point.start().atZone(ZoneOffset.UTC);
                            return new BarChart.Value(
                                    text(LABELS, query.by(), start),
                                    String.format(
                                            Locale.ENGLISH,
                                            "%s UTC: %,d admitted, %,d refused",
                                            text(NAMES, query.by(), start),
                                            point.admittedRequests(),
                                            point.refusedRequests()),
                                    point.admittedRequests(),
                                    point.refusedRequests());
                        })
                        .toList(),
                String.format(
                        Locale.ENGLISH,
                        "Requests by %s from %s to %s: %,d admitted, %,d refused",
                        query.by(),
                        query.period().from(),
                        query.period().to(),
                        sum.admittedRequests(),
                        sum.refusedRequests()));
    }

    private static String text(Map<String, DateTimeFormatter> formats, String by, ZonedDateTime start) {
        return formats.getOrDefault(by, DateTimeFormatter.ISO_DATE).format(start);
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
