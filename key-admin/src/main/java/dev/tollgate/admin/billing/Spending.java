package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.InvoiceDrafts.Asked;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** What accounts owe for their periods so far, where somebody wants a word. */
@Component
public final class Spending {
    private static final int AT_ONCE = 500;

    private final BilledAccounts accounts;
    private final InvoiceDrafts drafts;
    private final Clock clock;

    Spending(BilledAccounts accounts, InvoiceDrafts drafts, Clock clock) {
        this.accounts = accounts;
        this.drafts = drafts;
        this.clock = clock;
    }

    /**
     * An account that owes as much as that.
     *
     * @param total with tax; the base fee counts for the whole period
     * @param spendAlert what was set
     */
    public record Reached(
            String accountId, LocalDate from, LocalDate until, String currency, String total, String spendAlert) {}

    /** Finds those that have reached what was set, some at a time. */
    public void reached(Consumer<List<Reached>> whom) {
        Map<String, BigDecimal> alerts = accounts.spendAlerts("", AT_ONCE);
        while (!alerts.isEmpty()) {
            whom.accept(reached(alerts));
            String last = alerts.keySet().stream().max(String::compareTo).orElseThrow();
            alerts = accounts.spendAlerts(last, AT_ONCE);
        }
    }

    private List<Reached> reached(Map<String, BigDecimal> alerts) {
        List<Asked> asked = accounts.findAll(alerts.keySet()).stream()
                .filter(account -> account.unbilled() != null)
                .map(account -> new Asked(account, Objects.requireNonNull(account.unbilled())))
                .toList();
        return drafts.draft(asked, clock.instant()).stream()
                .filter(draft -> draft.total().compareTo(limit(alerts, draft)) >= 0)
                .map(draft -> new Reached(
                        draft.accountId(),
                        draft.period().from(),
                        draft.period().until(),
                        draft.currency(),
                        draft.total().toPlainString(),
                        limit(alerts, draft).toPlainString()))
                .toList();
    }

    private static BigDecimal limit(Map<String, BigDecimal> alerts, Invoice draft) {
        return Objects.requireNonNull(alerts.get(draft.accountId()));
    }
}
