package dev.tollgate.admin.token;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.Role;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/tokens}. */
@RestController
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
final class AdminApiTokenController {
    private static final int NAME_LENGTH_MAX = 200;
    private static final String WORDS =
            Arrays.stream(Right.values()).map(Right::word).collect(Collectors.joining(", "));

    private final AdminApiTokens tokens;
    private final Accounts accounts;
    private final Clock clock;

    AdminApiTokenController(AdminApiTokens tokens, Accounts accounts, Clock clock) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * A token that has just been made.
     *
     * @param token the token itself: a secret, shown once
     */
    record MadeBody(@JsonUnwrapped AdminApiToken about, String token) {
        @Override
        public String toString() {
            return "MadeBody[" + about.id() + "]";
        }
    }

    @GetMapping
    @Needs(Right.TOKENS_READ)
    Page<AdminApiToken> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return tokens.list(Page.Request.of(limit, cursor));
    }

    @PostMapping
    @Needs(Right.TOKENS_WRITE)
    ResponseEntity<MadeBody> create(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "scopes", "account_id", "expires_at");
        String name = body.requiredText("name", NAME_LENGTH_MAX);
        List<String> scopes = body.requiredTexts(
                "scopes", Right.values().length, scope -> Right.of(scope).isPresent(), "must be some of " + WORDS);
        Set<Right> rights = scopes.stream()
                .flatMap(scope -> Right.of(scope).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Right.class)));
        String account = account(body, rights);
        Instant expiresAt = body.futureInstant("expires_at", clock.instant());
        body.check();
        AdminApiTokens.Made made = tokens.create(
                name, rights, account, expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS));
        // Shown once: nobody on the way may keep it.
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(new MadeBody(made.token(), made.secret()));
    }

    @DeleteMapping(
            path = "/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(Right.TOKENS_WRITE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        tokens.delete(id);
    }

    private @Nullable String account(Body body, Set<Right> rights) {
        if (!body.has("account_id") || body.isNull("account_id")) {
            return null;
        }
        String account = body.text("account_id", 100);
        if (account == null
                || !Ids.isWellFormed(account)
                || accounts.find(account).filter(found -> !found.isDeleted()).isEmpty()) {
            body.error("account_id", "must be the id of an account, or null for all");
        } else if (!Role.MEMBER.rights().containsAll(rights)) {
            body.error("scopes", "can, for one account, be no more than a member's");
        }
        return account;
    }
}
