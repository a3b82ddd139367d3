package dev.tollgate.admin.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told what happens, as the API shows it.
 *
 * @param url where; {@code mailto:} somebody, if it is a mail
 * @param form {@code standard}, {@code slack} or {@code mail}
 * @param events of what kinds; empty for all
 * @param state {@code active}, or {@code disabled}: by somebody, or by the receiver, who has answered 410
 * @param secretVersion how often its secret was changed, counted from 1
 * @param secretBeforeUntil until when the secret before signs, too; null if it does not
 */
record Webhook(
        String id,
        String url,
        String form,
        List<String> events,
        String state,
        @JsonIgnore int secretVersion,
        @Nullable Instant secretBeforeUntil,
        Instant createdAt) {

    static final String STANDARD = "standard";
    static final String SLACK = "slack";
    static final String MAIL = "mail";
    static final String ACTIVE = "active";
    static final String DISABLED = "disabled";
}
