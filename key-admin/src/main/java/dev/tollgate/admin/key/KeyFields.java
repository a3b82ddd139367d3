package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.web.Body;
import dev.tollgate.contracts.OwnScopes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a caller's body says of a key's label, grant and limits; the rest stays as it is. */
final class KeyFields {
    private static final String[] NAMES = {
        "name", "description", "metadata", "scopes", "allowed_ips", "expires_at", "daily_limit", "burst_per_second"
    };

    private static final int NAME_LENGTH_MAX = 200;
    private static final int DESCRIPTION_LENGTH_MAX = 1_000;
    private static final int METADATA_MAX = 20;
    private static final int METADATA_LENGTH_MAX = 500;
    private static final int SCOPES_MAX = 50;
    private static final int RANGES_MAX = 50;
    private static final long DAILY_LIMIT_MAX = 1_000_000_000_000L;
    private static final long BURST_MAX = 1_000_000L;
    private static final Pattern METADATA_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,50}");
    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_.:*-]{1,100}");

    private final Body body;
    private final @Nullable String name;
    private final @Nullable String description;
    private final Map<String, String> metadata;
    private final List<String> scopes;
    private final List<String> allowedIps;
    private final @Nullable Instant expiresAt;
    private final @Nullable Long dailyLimit;
    private final @Nullable Long burstPerSecond;

    /** Reads {@code body}, and leaves it to its reader to check it. */
    KeyFields(Body body, Instant now) {
        this.body = body;
        name = body.text("name", NAME_LENGTH_MAX);
        description = body.isNull("description") ? null : body.text("description", DESCRIPTION_LENGTH_MAX);
        metadata = body.namedTexts(
                "metadata",
                METADATA_MAX,
                METADATA_LENGTH_MAX,
                key -> METADATA_NAME.matcher(key).matches(),
                "must have names of 1 to 50 letters, digits or any of _ . -");
        scopes = body.texts(
                "scopes",
                SCOPES_MAX,
                scope -> SCOPE.matcher(scope).matches(),
                "must be 1 to 100 letters, digits or any of _ . : * - each");
        Caller caller = Caller.current();
        if (caller != null && caller.accountId() != null && scopes.stream().anyMatch(OwnScopes::isOne)) {
            body.error(
                    "scopes", "must not begin with " + OwnScopes.PREFIX + ": those are for the administrators to give");
        }
        allowedIps = body.texts(
                "allowed_ips",
                RANGES_MAX,
                AddressRange::isWellFormed,
                "must be addresses such as 192.0.2.7 or ranges such as 10.0.0.0/8 or 2001:db8::/32");
        Instant expiry = body.instant("expires_at");
        if (expiry != null && !expiry.isAfter(now)) {
            body.error("expires_at", "must lie in the future");
        }
        expiresAt = expiry == null ? null : expiry.truncatedTo(ChronoUnit.MILLIS);
        dailyLimit = body.number("daily_limit", 0, DAILY_LIMIT_MAX);
        burstPerSecond = body.number("burst_per_second", 1, BURST_MAX);
    }

    /** The fields that are read here, and others. */
    static String[] and(String... others) {
        return Stream.concat(Arrays.stream(others), Arrays.stream(NAMES)).toArray(String[]::new);
    }

    KeyLabel applyTo(KeyLabel before) {
        return new KeyLabel(
                Objects.requireNonNullElse(name, before.name()),
                body.has("description") ? description : before.description(),
                body.has("metadata") ? metadata : before.metadata());
    }

    KeyLimits applyTo(KeyLimits before) {
        return before.changedTo(
                body.has("daily_limit") ? dailyLimit : before.dailyLimit(),
                body.has("burst_per_second") ? burstPerSecond : before.burstPerSecond());
    }

    KeyGrant applyTo(KeyGrant before) {
        return new KeyGrant(
                body.has("scopes") ? scopes : before.scopes(),
                body.has("allowed_ips") ? allowedIps : before.allowedIps(),
                body.has("expires_at") ? expiresAt : before.expiresAt());
    }
}
