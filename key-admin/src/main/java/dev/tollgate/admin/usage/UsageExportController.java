package dev.tollgate.admin.usage;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Days;
import dev.tollgate.admin.web.Lines;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** {@code /api/v1/usage/export}: what each key did on each day, of all accounts. */
@RestController
final class UsageExportController {
    private static final int AT_ONCE = 5_000;
    private static final List<String> COLUMNS =
            List.of("day", "key_id", "account_id", "admitted", "admitted_requests", "refused_requests", "meters");

    private final JdbcClient database;
    private final ObjectMapper json;
    private final Clock clock;

    UsageExportController(JdbcClient database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What a key did on a day.
     *
     * @param meters what was reported beside requests, by the names of meters; in CSV as JSON
     */
    record KeyDay(
            LocalDate day,
            String keyId,
            String accountId,
            long admitted,
            long admittedRequests,
            long refusedRequests,
            Map<String, String> meters) {}

    /** In the order of days, and of keys on each. */
    @GetMapping("/api/v1/usage/export")
    @Needs(Right.USAGE_READ)
    void export(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String format,
            HttpServletResponse response)
            throws IOException {
        Days days = Days.of(from, to, clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
        Lines out = Lines.begin(response, json, format, COLUMNS);
        for (LocalDate day = days.from(); !day.isAfter(days.to()); day = day.plusDays(1)) {
            List<KeyDay> some = after(day, "");
            while (!some.isEmpty()) {
                for (KeyDay one : some) {
                    write(out, one);
                }
                some = after(day, some.get(some.size() - 1).keyId());
            }
        }
    }

    private List<KeyDay> after(LocalDate day, String keyId) {
        return database.sql("SELECT key_id, account_id, admitted, admitted_requests, refused_requests,"
                        + " (SELECT jsonb_object_agg(m.meter, trim_scale(m.amount)::text) FROM usage_meters m"
                        + " WHERE m.day = d.day AND m.key_id = d.key_id) AS meters"
                        + " FROM usage_daily d WHERE day = ? AND key_id > ? ORDER BY key_id LIMIT ?")
                .params(Date.valueOf(day), keyId, AT_ONCE)
                .query((row, n) -> new KeyDay(
                        day,
                        row.getString("key_id"),
                        row.getString("account_id"),
                        row.getLong("admitted"),
                        row.getLong("admitted_requests"),
                        row.getLong("refused_requests"),
                        meters(row.getString("meters"))))
                .list();
    }

    private Map<String, String> meters(@Nullable String object) {
        return object == null ? Map.of() : json.readValue(object, new TypeReference<TreeMap<String, String>>() {});
    }

    private void write(Lines out, KeyDay one) throws IOException {
        if (out.isCsv()) {
            out.row(List.of(
                    one.day(),
                    one.keyId(),
                    one.accountId(),
                    one.admitted(),
                    one.admittedRequests(),
                    one.refusedRequests(),
                    one.meters().isEmpty() ? "" : json.writeValueAsString(one.meters())));
        } else {
            out.object(one);
        }
    }
}
