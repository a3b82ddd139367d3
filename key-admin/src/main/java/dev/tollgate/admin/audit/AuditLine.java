package dev.tollgate.admin.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was done, once.
 *
 * @param id its number, in the order of writing; not without gaps
 * @param at when
 * @param actor who did it
 * @param action what was done, such as {@code key.revoked}
 * @param objectType to what kind of object
 * @param objectId to which
 * @param before how the object was, as JSON; null if it was not there
 * @param after how it was then
 * @param remoteAddress from where; null if nobody asked
 */
record AuditLine(
        long id,
        Instant at,
        String actor,
        String action,
        String objectType,
        String objectId,
        @JsonRawValue @Nullable String before,
        @JsonRawValue @Nullable String after,
        @Nullable String remoteAddress) {

    static final String COLUMNS = "id, at, actor, action, object_type, object_id, before, after, remote_address";

    static AuditLine read(ResultSet row, int n) throws SQLException {
        return new AuditLine(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("object_type"),
                row.getString("object_id"),
                row.getString("before"),
                row.getString("after"),
                row.getString("remote_address"));
    }
}
