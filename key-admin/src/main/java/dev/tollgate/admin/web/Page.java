package dev.tollgate.admin.web;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param data its elements, in the order of the list
 * @param nextCursor where the next part begins; null if this is the last
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    /**
     * Which part is asked for.
     *
     * @param after the id behind which it begins
     * @param limit how many elements it has at most
     */
    public record Request(String after, int limit) {
        /** Reads the parameters {@code limit} and {@code cursor}, which is an id. */
        public static Request of(@Nullable String limit, @Nullable String cursor) {
            return of(limit, cursor, Ids::isWellFormed);
        }

        /** Reads the parameters {@code limit} and {@code cursor}. */
        public static Request of(@Nullable String limit, @Nullable String cursor, Predicate<String> isCursor) {
            int size = LIMIT_DEFAULT;
            if (limit != null) {
                if (!limit.matches("[0-9]{1,3}")
                        || Integer.parseInt(limit) < 1
                        || Integer.parseInt(limit) > LIMIT_MAX) {
                    throw invalid("limit", "must be from 1 to " + LIMIT_MAX);
                }
                size = Integer.parseInt(limit);
            }
            if (cursor != null && !isCursor.test(cursor)) {
                throw invalid("cursor", "must be the next_cursor of an answer before");
            }
            return new Request(cursor == null ? "" : cursor, size);
        }

        private static ProblemException invalid(String parameter, String message) {
            return ProblemException.invalid(List.of(new FieldError(parameter, message)));
        }
    }

    /** The page of {@code found}, which was asked for one element more than {@code request} wants. */
    public static <T> Page<T> of(List<T> found, Request request, Function<T, String> id) {
        boolean more = found.size() > request.limit();
        List<T> data = more ? List.copyOf(found.subList(0, request.limit())) : found;
        return new Page<>(data, more ? id.apply(data.get(data.size() - 1)) : null);
    }
}
