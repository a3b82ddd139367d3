package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * Tells the upstream who asks. All these headers are always there, if need be empty, so that a gateway that copies them
 * overwrites whatever a client sent under these names. Those of a key are worked out once.
 */
final class UpstreamHeaders {
    /** Why shadow mode alone let the request through; empty if it did not. */
    static final String SHADOW = "X-Tollgate-Shadow";

    private static final HttpField NO_SHADOW = new PreEncodedHttpField(SHADOW, "");
    private static final List<HttpField> NOBODY = fields("", "", "", "", "");

    /** Of how many keys the headers are kept, in some ten megabytes. */
    private static final int KEPT_MAX = 1 << 14;

    private final @Nullable Prepared[] kept = new Prepared[KEPT_MAX];

    /** The headers of a key as it is. Immutable, so that threads may find it without order between them. */
    private record Prepared(ApiKey key, Plan plan, List<HttpField> fields) {
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(ApiKey other, Plan otherPlan) {
            return key == other && plan == otherPlan;
        }
    }

    Answer of(Admitted admitted) {
        Reason shadow = admitted.shadow();
        return Answer.empty(200)
                .with(fields(admitted.key(), admitted.plan()))
                .with(shadow == null ? NO_SHADOW : new HttpField(SHADOW, shadow.word()));
    }

    private List<HttpField> fields(ApiKey key, Plan plan) {
        int place = (int) key.hash().a() & (KEPT_MAX - 1);
        Prepared known = kept[place];
        if (known == null || !known.isOf(key, plan)) {
            known = prepared(key, plan);
            kept[place] = known;
        }
        return known.fields;
    }

    private static Prepared prepared(ApiKey key, Plan plan) {
        return new Prepared(
                key,
                plan,
                fields(
                        safe(key.accountId()),
                        safe(key.id()),
                        safe(plan.id()),
                        OwnerAnswers.environment(key),
                        scopes(key.scopes())));
    }

    private static String scopes(Set<String> scopes) {
        return scopes.stream().map(UpstreamHeaders::safe).sorted().collect(Collectors.joining(" "));
    }

    /** For a request that was let through without a key. */
    static Answer nobody() {
        return Answer.empty(200).with(NOBODY).with(NO_SHADOW);
    }

    private static List<HttpField> fields(String account, String key, String plan, String environment, String scopes) {
        return List.of(
                new PreEncodedHttpField("X-Tollgate-Account", account),
                new PreEncodedHttpField("X-Tollgate-Key", key),
                new PreEncodedHttpField("X-Tollgate-Plan", plan),
                new PreEncodedHttpField("X-Tollgate-Environment", environment),
                new PreEncodedHttpField("X-Tollgate-Scopes", scopes));
    }

    /** Visible ASCII as it is, all else percent-encoded: no value can end a header or a scope. */
    static String safe(String value) {
        if (isPlain(value)) {
            return value;
        }
        StringBuilder safe = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                safe.append((char) b);
            } else {
                safe.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return safe.toString();
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7f && c != '%';
    }
}
