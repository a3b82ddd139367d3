package dev.tollgate.admin.alert;

import dev.tollgate.admin.billing.Spending;
import dev.tollgate.admin.billing.Spending.Reached;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells when an account owes as much for its period as somebody has set. */
@Component
final class SpendAlerts {
    private final Spending spending;
    private final TransactionTemplate transactions;
    private final AlertLog told;
    private final WebhookEvents events;

    SpendAlerts(Spending spending, TransactionTemplate transactions, AlertLog told, WebhookEvents events) {
        this.spending = spending;
        this.transactions = transactions;
        this.told = told;
        this.events = events;
    }

    void look() {
        if (events.isWanted(EventType.SPEND_REACHED)) {
            spending.reached(this::tell);
        }
    }

    private void tell(List<Reached> reached) {
        transactions.executeWithoutResult(status -> events.publish(
                EventType.SPEND_REACHED,
                reached.stream()
                        .filter(one -> told.note(
                                EventType.SPEND_REACHED,
                                one.accountId() + " " + one.currency() + " " + one.spendAlert(),
                                one.from().toString()))
                        .map(one -> Map.of(
                                "account_id", one.accountId(),
                                "from", one.from().toString(),
                                "until", one.until().toString(),
                                "currency", one.currency(),
                                "total", one.total(),
                                "spend_alert", one.spendAlert()))
                        .toList()));
    }
}
