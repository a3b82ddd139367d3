package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells the upstream who asks. All these headers are always there, if need be empty, so that a gateway that copies them
 * overwrites whatever a client sent under these names.
 */
final class UpstreamHeaders {
    /** Why shadow mode alone let the request through; empty if it did not. */
    static final String SHADOW = "X-Tollgate-Shadow";

    private UpstreamHeaders() {}

    static Answer of(Admitted admitted) {
        Reason shadow = admitted.shadow();
        return answer(
                safe(admitted.key().accountId()),
                safe(admitted.key().id()),
                safe(admitted.plan().id()),
                OwnerAnswers.environment(admitted.key()),
                scopes(admitted.key().scopes()),
                shadow == null ? "" : shadow.word());
    }

    private static String scopes(Set<String> scopes) {
        return scopes.isEmpty()
                ? ""
                : scopes.stream().map(UpstreamHeaders::safe).sorted().collect(Collectors.joining(" "));
    }

    /** For a request that was let through without a key. */
    static Answer nobody() {
        return answer("", "", "", "", "", "");
    }

    private static Answer answer(
            String account, String key, String plan, String environment, String scopes, String shadow) {
        return Answer.empty(200)
                .with("X-Tollgate-Account", account)
                .with("X-Tollgate-Key", key)
                .with("X-Tollgate-Plan", plan)
                .with("X-Tollgate-Environment", environment)
                .with("X-Tollgate-Scopes", scopes)
                .with(SHADOW, shadow);
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
