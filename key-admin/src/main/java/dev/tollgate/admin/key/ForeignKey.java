package dev.tollgate.admin.key;

import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A key that another system has made, known by its hash alone. */
public final class ForeignKey {
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern PREFIX = Pattern.compile("[!-~]{1,12}");
    private static final Pattern LAST_FOUR = Pattern.compile("[!-~]{4}");
    private static final String NAME = "Imported key";

    private final String accountId;
    private final Hashed hashed;
    private final String environment;
    private final String state;
    private final String prefix;
    private final String lastFour;
    private final KeyLabel label;
    private final KeyGrant grant;
    private final KeyLimits limits;
    private final Instant createdAt;

    private ForeignKey(Body body, KeyFields fields, @Nullable Integer pepperId, Instant now) {
        accountId = body.requiredText("account_id", 100);
        if (!accountId.isEmpty() && !Ids.isWellFormed(accountId)) {
            body.error("account_id", "must be the id of an account");
        }
        hashed = new Hashed(pepperId == null ? 0 : pepperId, hash(body));
        environment = Objects.requireNonNullElse(body.choice("environment", ApiKey.LIVE, ApiKey.TEST), ApiKey.LIVE);
        state = Objects.requireNonNullElse(body.choice("state", ApiKey.ACTIVE, ApiKey.DISABLED), ApiKey.ACTIVE);
        prefix = shown(body, "prefix", PREFIX, "must be the first characters of the key, 12 at most");
        lastFour = shown(body, "last_four", LAST_FOUR, "must be the last four characters of the key");
        Instant made = body.instant("created_at");
        if (made != null && made.isAfter(now)) {
            body.error("created_at", "must not lie in the future");
        }
        createdAt = Objects.requireNonNullElse(made, now).truncatedTo(ChronoUnit.MILLIS);
        label = fields.applyTo(new KeyLabel(NAME, null, Map.of()));
        grant = fields.applyTo(new KeyGrant(List.of(), List.of(), null));
        limits = fields.applyTo(KeyLimits.NONE);
    }

    /**
     * Reads one: a key's fields as the API has them, its {@code hash} in hexadecimal digits, its {@code account_id}, and of it
     * what a person may recognise it by.
     *
     * @param pepperId what the hash hangs on; null for SHA-256 alone
     * @throws ProblemException if it is none
     */
    public static ForeignKey of(JsonNode row, @Nullable Integer pepperId, Instant now) {
        Body body = Body.of(
                row, KeyFields.and("hash", "account_id", "environment", "state", "prefix", "last_four", "created_at"));
        ForeignKey key = new ForeignKey(body, new KeyFields(body, now), pepperId, now);
        body.check();
        return key;
    }

    private static KeyHash hash(Body body) {
        String hex = body.has("hash") ? body.text("hash", 100) : null;
        if (hex == null || !HASH.matcher(hex).matches()) {
            body.error("hash", "must be the key's SHA-256, or HMAC-SHA-256 by the pepper: 64 hexadecimal digits");
            return KeyHash.of("");
        }
        return KeyHash.fromBytes(HexFormat.of().parseHex(hex));
    }

    private static String shown(Body body, String name, Pattern form, String otherwise) {
        String text = body.text(name, 100);
        if (text != null && !form.matcher(text).matches()) {
            body.error(name, otherwise);
        }
        return text == null ? "" : text;
    }

    String accountId() {
        return accountId;
    }

    Hashed hashed() {
        return hashed;
    }

    boolean hasDailyLimit() {
        return limits.dailyLimit() != null;
    }

    /** It, under an id of ours. */
    ApiKey as(String id) {
        return new ApiKey(
                id,
                accountId,
                id,
                null,
                environment,
                label,
                prefix,
                lastFour,
                state,
                grant,
                limits,
                null,
                createdAt,
                1);
    }

    @Override
    public String toString() {
        return "ForeignKey[" + accountId + "]";
    }
}
