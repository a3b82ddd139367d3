package dev.tollgate.admin.alert;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.alert.AlertRules.Rules;
import dev.tollgate.admin.web.Body;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/alert-rules}. */
@RestController
@RequestMapping(path = "/api/v1/alert-rules", produces = MediaType.APPLICATION_JSON_VALUE)
final class AlertController {
    static final String[] FIELDS = {"quota_percents", "expiring_days", "unused_days", "behind_seconds"};

    private static final int PERCENTS_MAX = 10;
    private static final int PERCENT_MAX = 100;
    private static final int DAYS_MAX = 365;
    private static final int SECONDS_MIN = 10;
    private static final int SECONDS_MAX = 86_400;

    private final AlertRules rules;

    AlertController(AlertRules rules) {
        this.rules = rules;
    }

    @GetMapping
    @Needs(Right.WEBHOOKS_READ)
    Rules show() {
        return rules.get();
    }

    @PatchMapping
    @Needs(Right.WEBHOOKS_WRITE)
    Rules change(@RequestBody @Nullable JsonNode json) {
        return change(rules, Body.of(json, FIELDS));
    }

    /** Changes what the body names. */
    static Rules change(AlertRules rules, Body body) {
        List<Long> percents = body.numbers("quota_percents", PERCENTS_MAX, 1, PERCENT_MAX);
        Long expiring = body.presentNumber("expiring_days", 1, DAYS_MAX);
        Long unused = body.presentNumber("unused_days", 1, DAYS_MAX);
        Long behind = body.presentNumber("behind_seconds", SECONDS_MIN, SECONDS_MAX);
        body.check();
        return rules.change(before -> new Rules(
                body.has("quota_percents")
                        ? percents.stream()
                                .distinct()
                                .sorted()
                                .map(Math::toIntExact)
                                .toList()
                        : before.quotaPercents(),
                expiring == null ? before.expiringDays() : Math.toIntExact(expiring),
                unused == null ? before.unusedDays() : Math.toIntExact(unused),
                behind == null ? before.behindSeconds() : Math.toIntExact(behind)));
    }
}
