package dev.tollgate.admin.audit;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.ObjectMapper;

/** Writes down what was done, in the transaction that does it: one is never there without the other. */
@Component
public final class AuditLog {
    /** Until there are users, whoever has the admin token is one and the same. */
    private static final String ACTOR = "admin-token";

    private final JdbcClient database;
    private final ObjectMapper json;
    private final Clock clock;

    public AuditLog(JdbcClient database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Writes down an action. To be called in its transaction.
     *
     * @param before how the object was; null if it was not there. Holds no secrets.
     * @param after how it is now
     */
    public void record(
            String action,
            String objectType,
            String objectId,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        database.sql("INSERT INTO audit_log (at, actor, action, object_type, object_id, before, after, remote_address)"
                        + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)")
                .params(Arrays.asList(
                        Timestamp.from(clock.instant()),
                        ACTOR,
                        action,
                        objectType,
                        objectId,
                        before == null ? null : json.writeValueAsString(before),
                        after == null ? null : json.writeValueAsString(after),
                        remoteAddress()))
                .update();
    }

    private static @Nullable String remoteAddress() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }
}
