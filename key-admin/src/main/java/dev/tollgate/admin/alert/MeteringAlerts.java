package dev.tollgate.admin.alert;

import dev.tollgate.admin.usage.UsageProgress;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells when usage is no longer counted as it comes, and when it is again. */
@Component
final class MeteringAlerts {
    private static final String METERING = "metering";

    private final UsageProgress progress;
    private final AlertRules rules;
    private final TransactionTemplate transactions;
    private final AlertLog told;
    private final WebhookEvents events;
    private final Clock clock;

    MeteringAlerts(
            UsageProgress progress,
            AlertRules rules,
            TransactionTemplate transactions,
            AlertLog told,
            WebhookEvents events,
            Clock clock) {
        this.progress = progress;
        this.rules = rules;
        this.transactions = transactions;
        this.told = told;
        this.events = events;
        this.clock = clock;
    }

    void look() {
        Instant complete = progress.completeAt();
        if (complete == null) {
            // It has never been otherwise.
            return;
        }
        boolean behind = complete.plus(rules.get().behind()).isBefore(clock.instant());
        transactions.executeWithoutResult(status -> {
            Map<String, String> data = Map.of("complete_until", complete.toString());
            if (behind && told.note(EventType.METERING_BEHIND, METERING, "")) {
                events.publish(EventType.METERING_BEHIND, List.of(data));
            }
            if (!behind && told.forget(EventType.METERING_BEHIND, METERING)) {
                events.publish(EventType.METERING_RECOVERED, List.of(data));
            }
        });
    }
}
