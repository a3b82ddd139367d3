package dev.tollgate.admin.usage;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.usage.Corrections.Correction;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Days;
import dev.tollgate.admin.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/accounts/{id}/corrections}. */
@RestController
@RequestMapping(path = "/api/v1/accounts/{id}/corrections", produces = MediaType.APPLICATION_JSON_VALUE)
final class CorrectionController {
    static final int SHOWN_MAX = 1_000;

    private static final long REQUESTS_MAX = 1_000_000_000_000L;
    private static final int ID_LENGTH_MAX = 100;
    private static final int REASON_LENGTH_MAX = 200;

    private final Corrections corrections;
    private final AccountHead heads;
    private final Clock clock;

    CorrectionController(Corrections corrections, AccountHead heads, Clock clock) {
        this.corrections = corrections;
        this.heads = heads;
        this.clock = clock;
    }

    @GetMapping
    @Needs(value = Right.BILLING_READ, account = "id")
    Page<Correction> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Days days = Days.of(from, to, clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
        heads.of(id);
        return new Page<>(corrections.of(id, days.from(), days.to(), SHOWN_MAX), null);
    }

    @PostMapping
    @Needs(Right.BILLING_WRITE)
    @ResponseStatus(HttpStatus.CREATED)
    Correction correct(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        return correct(corrections, id, Body.of(json, "key_id", "day", "requests", "reason"));
    }

    /** Corrects what the body names. */
    static Correction correct(Corrections corrections, String accountId, Body body) {
        String keyId = body.requiredText("key_id", ID_LENGTH_MAX);
        LocalDate day = body.date("day");
        if (day == null) {
            body.error("day", "is required: a UTC day such as 2026-11-23");
        }
        Long requests = body.number("requests", -REQUESTS_MAX, REQUESTS_MAX);
        if (requests == null || requests == 0) {
            body.error("requests", "is required: how many more there were than were counted, or, below zero, fewer");
        }
        String reason = body.requiredText("reason", REASON_LENGTH_MAX);
        body.check();
        return corrections.correct(
                accountId, keyId, Objects.requireNonNull(day), Objects.requireNonNull(requests), reason);
    }
}
