package dev.tollgate.admin.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.usage.UsageReports.Metered;
import dev.tollgate.admin.usage.UsageReports.Of;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/keys/{id}/usage} and {@code /api/v1/accounts/{id}/usage}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class UsageController {
    private final UsageReports reports;
    private final UsageProgress progress;
    private final JdbcClient database;
    private final Clock clock;

    UsageController(UsageReports reports, UsageProgress progress, JdbcClient database, Clock clock) {
        this.reports = reports;
        this.progress = progress;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Usage over a period.
     *
     * @param asOf up to when all usage that the ledger has counted is in it; null if that is not known yet
     * @param lagMs how long ago that was
     * @param meters what was reported beside requests, in all of the period
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Report(
            @Nullable String keyId,
            @Nullable String accountId,
            LocalDate from,
            LocalDate to,
            String granularity,
            @JsonInclude @Nullable Instant asOf,
            @JsonInclude @Nullable Long lagMs,
            UsageSeries.Total total,
            List<Metered> meters,
            List<UsageSeries.Point> series) {}

    @GetMapping("/keys/{id}/usage")
    @Needs(value = Right.USAGE_READ, key = "id")
    Report ofKey(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String granularity) {
        UsagePeriod period = UsagePeriod.of(from, to, granularity, today());
        require("api_keys", id, "There is no such key.");
        return report(Of.KEY, id, period);
    }

    @GetMapping("/accounts/{id}/usage")
    @Needs(value = Right.USAGE_READ, account = "id")
    Report ofAccount(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String granularity) {
        UsagePeriod period = UsagePeriod.of(from, to, granularity, today());
        require("accounts", id, "There is no such account.");
        return report(Of.ACCOUNT, id, period);
    }

    private Report report(Of of, String id, UsagePeriod period) {
        Instant asOf = progress.completeAt();
        UsageSeries series = period.hourly() ? reports.byHour(of, id, period) : reports.byDayInFull(of, id, period);
        Instant now = clock.instant();
        return new Report(
                of == Of.KEY ? id : null,
                of == Of.ACCOUNT ? id : null,
                period.from(),
                period.to(),
                period.hourly() ? "hour" : "day",
                asOf,
                asOf == null ? null : Duration.between(asOf, now).toMillis(),
                series.total(),
                reports.meters(of, id, period),
                period.hourly() ? series.points() : series.days(asOf, now));
    }

    private void require(String table, String id, String otherwise) {
        boolean there = database.sql("SELECT EXISTS (SELECT FROM " + table + " WHERE id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
        if (!there) {
            throw ProblemException.notFound(otherwise);
        }
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
