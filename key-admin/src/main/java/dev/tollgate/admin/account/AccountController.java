package dev.tollgate.admin.account;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/accounts}. */
@RestController
@RequestMapping(path = "/api/v1/accounts", produces = MediaType.APPLICATION_JSON_VALUE)
final class AccountController {
    private static final int NAME_LENGTH_MAX = 200;
    private static final int PLAN_LENGTH_MAX = 50;
    private static final long DAILY_LIMIT_MAX = 1_000_000_000_000L;

    private final Accounts accounts;
    private final Clock clock;

    AccountController(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @GetMapping
    @Needs(Right.ACCOUNTS_READ)
    Page<Account> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return accounts.list(Page.Request.of(limit, cursor));
    }

    @GetMapping("/{id}")
    @Needs(value = Right.ACCOUNTS_READ, account = "id")
    ResponseEntity<Account> show(@PathVariable String id) {
        return answer(
                HttpStatus.OK,
                accounts.find(id)
                        .filter(account -> !account.isDeleted())
                        .orElseThrow(() -> ProblemException.notFound("There is no such account.")));
    }

    @PostMapping
    @Needs(Right.ACCOUNTS_WRITE)
    ResponseEntity<Account> create(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "plan", "shadow");
        String name = name(body);
        String plan = plan(body);
        Boolean shadow = body.flag("shadow");
        body.check();
        return answer(HttpStatus.CREATED, accounts.create(name, plan, shadow != null && shadow));
    }

    /** The name that an account is to have. */
    static String name(Body body) {
        return body.requiredText("name", NAME_LENGTH_MAX);
    }

    /** The plan that an account is to have. */
    static String plan(Body body) {
        return body.requiredText("plan", PLAN_LENGTH_MAX);
    }

    @PatchMapping("/{id}")
    @Needs(Right.ACCOUNTS_WRITE)
    ResponseEntity<Account> change(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "plan", "state", "daily_limit_override", "shadow");
        return answer(HttpStatus.OK, change(accounts, id, Precondition.of(ifMatch), body, clock.instant()));
    }

    /** Changes what the body names. */
    static Account change(Accounts accounts, String id, Precondition expected, Body body, Instant now) {
        String name = body.text("name", NAME_LENGTH_MAX);
        String plan = body.text("plan", PLAN_LENGTH_MAX);
        String state = body.choice("state", Account.ACTIVE, Account.SUSPENDED);
        Boolean shadow = body.flag("shadow");
        LimitOverride override = override(body.object("daily_limit_override", "daily_limit", "expires_at"), now);
        body.check();
        return accounts.change(
                id,
                expected,
                before -> new Account(
                        id,
                        Objects.requireNonNullElse(name, before.name()),
                        Objects.requireNonNullElse(plan, before.plan()),
                        before.planSince(),
                        Objects.requireNonNullElse(state, before.state()),
                        body.has("daily_limit_override") ? override : before.dailyLimitOverride(),
                        shadow == null ? before.shadow() : shadow,
                        before.createdAt(),
                        before.revision()));
    }

    private static @Nullable LimitOverride override(@Nullable Body body, Instant now) {
        if (body == null) {
            return null;
        }
        Long dailyLimit = body.number("daily_limit", 0, DAILY_LIMIT_MAX);
        if (!body.has("daily_limit")) {
            body.error("daily_limit", "is required; null for unlimited");
        }
        Instant expiresAt = body.instant("expires_at");
        if (!body.has("expires_at") || body.isNull("expires_at")) {
            body.error("expires_at", "is required: when the plan's limit acts again");
        } else if (expiresAt != null && !expiresAt.isAfter(now)) {
            body.error("expires_at", "must lie in the future");
        }
        return expiresAt == null ? null : new LimitOverride(dailyLimit, expiresAt.truncatedTo(ChronoUnit.MILLIS));
    }

    @DeleteMapping(
            path = "/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(Right.ACCOUNTS_WRITE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        accounts.delete(id, Precondition.of(ifMatch));
    }

    private static ResponseEntity<Account> answer(HttpStatus status, Account account) {
        return ResponseEntity.status(status)
                .eTag(Precondition.tag(account.revision()))
                .body(account);
    }
}
