package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.usage.KeyTotals;
import dev.tollgate.admin.usage.UsageReports;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Precondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** One key, or some that are named: {@code /api/v1/accounts/{id}/keys} and {@code /api/v1/keys/{id}}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class KeyController {
    private static final long GRACE_SECONDS_MAX = Duration.ofDays(30).toSeconds();
    private static final int IDS_MAX = 200;

    private final Keys keys;
    private final KeyTable table;
    private final Plans plans;
    private final UsageReports usage;
    private final Clock clock;

    KeyController(Keys keys, KeyTable table, Plans plans, UsageReports usage, Clock clock) {
        this.keys = keys;
        this.table = table;
        this.plans = plans;
        this.usage = usage;
        this.clock = clock;
    }

    @PostMapping("/accounts/{accountId}/keys")
    @Needs(value = Right.KEYS_WRITE, account = "accountId")
    ResponseEntity<KeyBody> create(@PathVariable String accountId, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, KeyFields.and("environment"));
        return made(create(keys, accountId, body, clock.instant()));
    }

    /** Makes a key as {@code body} says, which may have the fields of one and its environment. */
    static Keys.Made create(Keys keys, String accountId, Body body, Instant now) {
        KeyFields fields = new KeyFields(body, now);
        String environment = body.choice("environment", ApiKey.LIVE, ApiKey.TEST);
        if (!body.has("name")) {
            body.error("name", "is required");
        }
        body.check();
        return keys.create(
                accountId,
                Objects.requireNonNullElse(environment, ApiKey.LIVE),
                fields.applyTo(new KeyLabel("", null, Map.of())),
                fields.applyTo(new KeyGrant(List.of(), List.of(), null)),
                fields.applyTo(KeyLimits.NONE));
    }

    @GetMapping("/keys/{id}")
    @Needs(value = Right.KEYS_READ, key = "id")
    ResponseEntity<KeyBody> show(@PathVariable String id) {
        return shown(table.find(id).orElseThrow(Keys::noSuchKey));
    }

    @PatchMapping("/keys/{id}")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    ResponseEntity<KeyBody> change(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, KeyFields.and("state"));
        String state = body.choice("state", ApiKey.ACTIVE, ApiKey.DISABLED);
        KeyFields fields = new KeyFields(body, clock.instant());
        body.check();
        return shown(keys.change(id, Precondition.of(ifMatch), key -> {
            ApiKey changed = key.withLabel(fields.applyTo(key.label()))
                    .withGrant(fields.applyTo(key.grant()))
                    .withLimits(fields.applyTo(key.limits()));
            return state == null ? changed : changed.switchedTo(state);
        }));
    }

    @PostMapping("/keys/{id}/rotate")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    ResponseEntity<KeyBody> rotate(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "grace_seconds");
        Duration grace = grace(body);
        body.check();
        return made(keys.rotate(id, Precondition.of(ifMatch), grace));
    }

    /** How long a key that is rotated still works. */
    static Duration grace(Body body) {
        Long seconds = body.number("grace_seconds", 0, GRACE_SECONDS_MAX);
        if (!body.has("grace_seconds") || body.isNull("grace_seconds")) {
            body.error("grace_seconds", "is required: how long the old key still works; 0 ends it at once");
        }
        return Duration.ofSeconds(seconds == null ? 0 : seconds);
    }

    @DeleteMapping(
            path = "/keys/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(value = Right.KEYS_WRITE, key = "id")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        keys.delete(id, Precondition.of(ifMatch));
    }

    @PostMapping("/keys/{id}/revoke")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    ResponseEntity<KeyBody> revoke(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return shown(keys.revoke(id, Precondition.of(ifMatch)));
    }

    @PostMapping(
            path = "/keys/revoke",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(Right.KEYS_WRITE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeAll(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "ids");
        List<String> ids = body.texts("ids", IDS_MAX, Ids::isWellFormed, "must be ids of keys");
        if (ids.isEmpty()) {
            body.error("ids", "is required: 1 to " + IDS_MAX + " ids of keys");
        }
        body.check();
        keys.revokeAll(ids);
    }

    private ResponseEntity<KeyBody> made(Keys.Made made) {
        // Shown once: nobody on the way may keep it.
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .eTag(Precondition.tag(made.key().revision()))
                .body(KeyBody.made(made, countedByKey(made.key()), clock.instant()));
    }

    private ResponseEntity<KeyBody> shown(ApiKey key) {
        KeyTotals totals = usage.totalsOf(List.of(key.id())).getOrDefault(key.id(), KeyTotals.NONE);
        return ResponseEntity.ok()
                .eTag(Precondition.tag(key.revision()))
                .body(KeyBody.of(key, totals, countedByKey(key), clock.instant()));
    }

    private boolean countedByKey(ApiKey key) {
        return !plans.countingByKey(List.of(key.accountId())).isEmpty();
    }
}
