package dev.tollgate.admin.audit;

import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the audit log are asked for.
 *
 * @param object the id of what something was done to; null for anything
 * @param action what was done; null for anything
 * @param actor who did it; null for anybody
 * @param from the first moment; null for the beginning
 * @param to the moment after the last; null for now
 */
record AuditFilter(
        @Nullable String object,
        @Nullable String action,
        @Nullable String actor,
        @Nullable Instant from,
        @Nullable Instant to) {

    private static final Pattern WORD = Pattern.compile("[!-~]{1,100}");
    private static final int YEAR_MAX = 9999;

    /** @throws ProblemException if a parameter is not as it must be */
    static AuditFilter of(
            @Nullable String object,
            @Nullable String action,
            @Nullable String actor,
            @Nullable String from,
            @Nullable String to) {
        List<FieldError> errors = new ArrayList<>();
        checkWord("object", object, errors);
        checkWord("action", action, errors);
        checkWord("actor", actor, errors);
        Instant first = moment("from", from, errors);
        Instant end = moment("to", to, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new AuditFilter(object, action, actor, first, end);
    }

    private static void checkWord(String name, @Nullable String value, List<FieldError> errors) {
        if (value != null && !WORD.matcher(value).matches()) {
            errors.add(new FieldError(name, "must be 1 to 100 visible ASCII characters"));
        }
    }

    private static @Nullable Instant moment(String name, @Nullable String value, List<FieldError> errors) {
        if (value == null) {
            return null;
        }
        try {
            OffsetDateTime moment = OffsetDateTime.parse(value);
            // The database ends before Java's time does.
            if (moment.getYear() >= 0 && moment.getYear() <= YEAR_MAX) {
                return moment.toInstant();
            }
        } catch (DateTimeException e) {
            // The same error as for one that is too far away.
        }
        errors.add(new FieldError(name, "must be a moment such as 2027-01-31T12:00:00Z"));
        return null;
    }

    /** A condition, whose values go to {@code parameters}. */
    String condition(List<Object> parameters) {
        StringBuilder condition = new StringBuilder("true");
        add(condition, " AND object_id = ?", object, parameters);
        add(condition, " AND action = ?", action, parameters);
        add(condition, " AND actor = ?", actor, parameters);
        add(condition, " AND at >= ?", from == null ? null : Timestamp.from(from), parameters);
        add(condition, " AND at < ?", to == null ? null : Timestamp.from(to), parameters);
        return condition.toString();
    }

    private static void add(StringBuilder condition, String part, @Nullable Object value, List<Object> parameters) {
        if (value != null) {
            condition.append(part);
            parameters.add(value);
        }
    }
}
