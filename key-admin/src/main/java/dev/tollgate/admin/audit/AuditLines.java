package dev.tollgate.admin.audit;

import dev.tollgate.admin.web.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The audit log, for who reads it. */
@Component
final class AuditLines {
    private final JdbcClient database;

    AuditLines(JdbcClient database) {
        this.database = database;
    }

    /** A part of it, the newest first. */
    Page<AuditLine> newest(AuditFilter filter, @Nullable String limit, @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor, text -> text.matches("[0-9]{1,18}"));
        long before = page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after());
        return Page.of(
                lines(filter, " AND id < ? ORDER BY id DESC", before, page.limit() + 1),
                page,
                line -> Long.toString(line.id()));
    }

    /** Those behind one, the oldest first. */
    List<AuditLine> after(long id, AuditFilter filter, int limit) {
        return lines(filter, " AND id > ? ORDER BY id", id, limit);
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
