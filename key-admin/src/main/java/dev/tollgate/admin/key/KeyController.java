package dev.tollgate.admin.key;

import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.usage.KeyTotals;
import dev.tollgate.admin.usage.UsageReports;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/accounts/{id}/keys} and {@code /api/v1/keys/{id}}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class KeyController {
    private static final int NAME_LENGTH_MAX = 200;
    private static final int SCOPES_MAX = 50;
    private static final int RANGES_MAX = 50;
    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_.:*-]{1,100}");

    private final Keys keys;
    private final Accounts accounts;
    private final UsageReports usage;
    private final Clock clock;

    KeyController(Keys keys, Accounts accounts, UsageReports usage, Clock clock) {
        this.keys = keys;
        this.accounts = accounts;
        this.usage = usage;
        this.clock = clock;
    }

    @PostMapping("/accounts/{accountId}/keys")
    ResponseEntity<KeyBody.Made> create(@PathVariable String accountId, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "scopes", "expires_at", "allowed_ips");
        String name = body.requiredText("name", NAME_LENGTH_MAX);
        List<String> scopes = body.texts(
                "scopes",
                SCOPES_MAX,
                scope -> SCOPE.matcher(scope).matches(),
                "must be 1 to 100 letters, digits or any of _ . : * - each");
        List<String> allowedIps = body.texts(
                "allowed_ips",
                RANGES_MAX,
                AddressRange::isWellFormed,
                "must be addresses such as 192.0.2.7 or ranges such as 10.0.0.0/8 or 2001:db8::/32");
        Instant expiresAt = body.instant("expires_at");
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            body.error("expires_at", "must lie in the future");
        }
        body.check();
        Instant expiry = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        KeyBody.Made made = keys.create(accountId, new Keys.Wanted(name, scopes, allowedIps, expiry));
        // Shown once: nobody on the way may keep it.
        return ResponseEntity.status(HttpStatus.CREATED)
                .header("Cache-Control", "no-store")
                .body(made);
    }

    @GetMapping("/accounts/{accountId}/keys")
    Page<KeyBody> list(
            @PathVariable String accountId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request request = Page.Request.of(limit, cursor);
        if (accounts.find(accountId).isEmpty()) {
            throw ProblemException.notFound("There is no such account.");
        }
        Page<ApiKey> page = keys.list(accountId, request);
        Map<String, KeyTotals> totals =
                usage.totalsOf(page.data().stream().map(ApiKey::id).toList());
        Instant now = clock.instant();
        return new Page<>(
                page.data().stream()
                        .map(key -> KeyBody.of(key, totals.getOrDefault(key.id(), KeyTotals.NONE), now))
                        .toList(),
                page.nextCursor());
    }

    @GetMapping("/keys/{id}")
    KeyBody show(@PathVariable String id) {
        return body(keys.find(id).orElseThrow(Keys::noSuchKey));
    }

    @PatchMapping("/keys/{id}")
    KeyBody change(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "state");
        String name = body.text("name", NAME_LENGTH_MAX);
        String state = body.choice("state", ApiKey.ACTIVE, ApiKey.DISABLED);
        body.check();
        return body(keys.change(id, key -> {
            if (key.isRevoked() && state != null) {
                throw ProblemException.conflict("The key has been revoked, for good. Make a new one.");
            }
            return key.with(
                    Objects.requireNonNullElse(name, key.name()), Objects.requireNonNullElse(state, key.state()));
        }));
    }

    @DeleteMapping("/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id) {
        keys.revoke(id);
    }

    private KeyBody body(ApiKey key) {
        KeyTotals totals = usage.totalsOf(List.of(key.id())).getOrDefault(key.id(), KeyTotals.NONE);
        return KeyBody.of(key, totals, clock.instant());
    }
}
