package dev.tollgate.admin.audit;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;

/** {@code /api/v1/audit}. */
@RestController
@RequestMapping(path = "/api/v1/audit")
final class AuditController {
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final JdbcClient database;
    private final AuditSeal seal;
    private final ObjectMapper json;

    AuditController(JdbcClient database, AuditSeal seal, ObjectMapper json) {
        this.database = database;
        this.seal = seal;
        this.json = json;
    }

    /** The newest first. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.AUDIT_READ)
    Page<AuditLine> list(
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor, text -> text.matches("[0-9]{1,18}"));
        AuditFilter filter = AuditFilter.of(object, action, actor, from, to);
        long before = page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after());
        return Page.of(
                lines(filter, " AND id < ? ORDER BY id DESC", before, page.limit() + 1),
                page,
                line -> Long.toString(line.id()));
    }

    /** All of them, the oldest first, a line of JSON each. */
    @GetMapping(path = "/export")
    @Needs(Right.AUDIT_READ)
    void export(
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        AuditFilter filter = AuditFilter.of(object, action, actor, from, to);
        List<AuditLine> some = lines(filter, " AND id > ? ORDER BY id", 0, EXPORTED_AT_ONCE);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream out = response.getOutputStream();
        while (!some.isEmpty()) {
            for (AuditLine line : some) {
                out.write(json.writeValueAsBytes(line));
                out.write('\n');
            }
            some = lines(
                    filter, " AND id > ? ORDER BY id", some.get(some.size() - 1).id(), EXPORTED_AT_ONCE);
        }
    }

    /** Whether the log is as it was when it was sealed. Reads all of it. */
    @GetMapping(path = "/verification", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.AUDIT_READ)
    AuditSeal.Verification verify() {
        return seal.verify();
    }

    private List<AuditLine> lines(AuditFilter filter, String range, long bound, int limit) {
        List<Object> parameters = new ArrayList<>();
        String condition = filter.condition(parameters);
        parameters.add(bound);
        parameters.add(limit);
        return database.sql("SELECT " + AuditLine.COLUMNS + " FROM audit_log WHERE " + condition + range + " LIMIT ?")
                .params(parameters)
                .query(AuditLine::read)
                .list();
    }
}
