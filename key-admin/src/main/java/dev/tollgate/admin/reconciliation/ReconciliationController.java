package dev.tollgate.admin.reconciliation;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Days;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/reconciliation}. */
@RestController
@RequestMapping(path = "/api/v1/reconciliation", produces = MediaType.APPLICATION_JSON_VALUE)
final class ReconciliationController {
    private final Books books;
    private final Clock clock;

    ReconciliationController(Books books, Clock clock) {
        this.books = books;
        this.clock = clock;
    }

    @GetMapping
    @Needs(Right.OPERATIONS_READ)
    Reconciliation compare(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Days days = Days.of(from, to, clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
        return books.compare(days.from(), days.to());
    }
}
