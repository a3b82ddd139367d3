package dev.tollgate.admin.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells whoever runs it where the application could do more with the audit log than to add to it. */
@Component
final class AuditRights {
    private static final Logger log = LoggerFactory.getLogger(AuditRights.class);

    private final JdbcClient database;

    AuditRights(JdbcClient database) {
        this.database = database;
    }

    @EventListener(ApplicationStartedEvent.class)
    void check() {
        if (mayChangeThePast()) {
            log.warn("The database role that this application uses owns the audit log, so that only a trigger keeps it"
                    + " from changing it. Give DATABASE_OWNER and DATABASE_OWNER_PASSWORD another role.");
        }
    }

    boolean mayChangeThePast() {
        return database.sql("SELECT has_table_privilege('audit_log', 'UPDATE, DELETE, TRUNCATE')")
                .query(Boolean.class)
                .single();
    }
}
