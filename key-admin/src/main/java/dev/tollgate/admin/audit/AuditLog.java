package dev.tollgate.admin.audit;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Refusals;
import dev.tollgate.admin.sql.BulkInsert;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.ObjectMapper;

/** Writes down what was done, in the transaction that does it: one is never there without the other. */
@Component
public final class AuditLog implements Refusals {
    private final BulkInsert insert;
    private final ObjectMapper json;
    private final Clock clock;
    private final TransactionTemplate apart;

    AuditLog(JdbcTemplate database, ObjectMapper json, Clock clock, PlatformTransactionManager transactions) {
        this.insert = new BulkInsert(
                database, "audit_log", "at, actor, action, object_type, object_id, before, after, remote_address");
        this.json = json;
        this.clock = clock;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
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
        recordBy(Caller.currentActor(), action, objectType, objectId, before, after);
    }

    @Override
    public void refused(String objectType, String objectId, String why) {
        apart.executeWithoutResult(status -> record("access.refused", objectType, objectId, null, Map.of("why", why)));
    }

    /** Writes down what somebody did who is not known as the caller yet. */
    public void recordBy(
            String actor,
            String action,
            String objectType,
            String objectId,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        insert.insert(List.<@Nullable Object[]>of(columns(actor, action, objectType, objectId, before, after)));
    }

    /**
     * Writes down that objects are there which were not. To be called in the transaction.
     *
     * @param after how each is, by its id. Holds no secrets.
     */
    public void recordCreated(String action, String objectType, Map<String, Map<String, ?>> after) {
        String actor = Caller.currentActor();
        insert.insert(after.entrySet().stream()
                .map(object -> columns(actor, action, objectType, object.getKey(), null, object.getValue()))
                .toList());
    }

    private @Nullable Object[] columns(
            String actor,
            String action,
            String objectType,
            String objectId,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        return new @Nullable Object[] {
            clock.instant(),
            actor,
            action,
            objectType,
            objectId,
            before == null ? null : json.writeValueAsString(before),
            after == null ? null : json.writeValueAsString(after),
            remoteAddress()
        };
    }

    private static @Nullable String remoteAddress() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }
}
