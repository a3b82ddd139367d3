package dev.tollgate.admin.imports;

import dev.tollgate.admin.web.ProblemException;
import java.util.stream.Collectors;

/**
 * A row that is no key, and never repeats what stands in it.
 *
 * @param row its line, from 1
 * @param why what to do about it
 */
record RefusedRow(long row, String why) {
    /** One whose fields are not as they must be. */
    static RefusedRow of(long row, ProblemException problem) {
        return new RefusedRow(
                row,
                problem.errors().stream()
                        .map(error -> error.field() + " " + error.message())
                        .collect(Collectors.joining("; ")));
    }
}
