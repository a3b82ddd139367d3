package dev.tollgate.admin.key;

import dev.tollgate.admin.sql.Containing;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a list are asked for.
 *
 * @param state in which state of the moment; null for any
 * @param environment made for what; null for any
 * @param search in what people see of them; null for anything
 * @param finding live keys of which that is to be said; null for any keys
 */
record KeyFilter(
        @Nullable String state,
        @Nullable String environment,
        @Nullable String search,
        @Nullable String finding) {
    private static final List<String> STATES = List.of(ApiKey.ACTIVE, ApiKey.DISABLED, ApiKey.EXPIRED, ApiKey.REVOKED);
    private static final List<String> ENVIRONMENTS = List.of(ApiKey.LIVE, ApiKey.TEST);
    private static final String FINDINGS =
            Arrays.stream(KeyFinding.values()).map(KeyFinding::word).collect(Collectors.joining(", "));
    private static final int SEARCH_LENGTH_MAX = 100;

    /** @throws ProblemException if a parameter is not as it must be */
    KeyFilter {
        List<FieldError> errors = new ArrayList<>();
        if (state != null && !STATES.contains(state)) {
            errors.add(new FieldError("state", "must be one of " + String.join(", ", STATES)));
        }
        if (environment != null && !ENVIRONMENTS.contains(environment)) {
            errors.add(new FieldError("environment", "must be one of " + String.join(", ", ENVIRONMENTS)));
        }
        if (search != null && (search.isBlank() || search.length() > SEARCH_LENGTH_MAX || search.indexOf('\0') >= 0)) {
            errors.add(new FieldError("search", "must be 1 to " + SEARCH_LENGTH_MAX + " characters"));
        }
        if (finding != null && KeyFinding.of(finding).isEmpty()) {
            errors.add(new FieldError("finding", "must be one of " + FINDINGS));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    /** A condition to be added to others, whose values go to {@code parameters}. */
    String condition(Instant now, List<Object> parameters) {
        StringBuilder condition = new StringBuilder();
        if (state != null) {
            condition.append(" AND CASE WHEN state <> 'revoked' AND expires_at <= ? THEN 'expired' ELSE state END = ?");
            parameters.add(Timestamp.from(now));
            parameters.add(state);
        }
        if (environment != null) {
            condition.append(" AND environment = ?");
            parameters.add(environment);
        }
        if (search != null) {
            condition.append(" AND (search_text LIKE lower(?) OR id = ?)");
            parameters.add(Containing.pattern(search.strip()));
            parameters.add(search.strip());
        }
        if (finding != null) {
            condition.append(" AND ").append(KeyTable.LIVE);
            parameters.add(Timestamp.from(now));
            condition
                    .append(" AND ")
                    .append(KeyFinding.of(finding).orElseThrow().condition(now, parameters));
        }
        return condition.toString();
    }
}
