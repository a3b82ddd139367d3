package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.usage.KeyTotals;
import dev.tollgate.admin.usage.UsageReports;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys of an account, or all: {@code /api/v1/accounts/{id}/keys} and {@code /api/v1/keys}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class KeyListController {
    private final KeyTable table;
    private final Accounts accounts;
    private final Plans plans;
    private final UsageReports usage;
    private final Clock clock;

    KeyListController(KeyTable table, Accounts accounts, Plans plans, UsageReports usage, Clock clock) {
        this.table = table;
        this.accounts = accounts;
        this.plans = plans;
        this.usage = usage;
        this.clock = clock;
    }

    /** The parameters of a list, as they were sent. */
    record Query(
            @Nullable String state,
            @Nullable String environment,
            @Nullable String search,
            @Nullable String finding,
            @Nullable String limit,
            @Nullable String cursor) {}

    @GetMapping("/keys")
    @Needs(Right.KEYS_READ)
    Page<KeyBody> listAll(@ModelAttribute Query query) {
        return list(null, query);
    }

    @GetMapping("/accounts/{accountId}/keys")
    @Needs(value = Right.KEYS_READ, account = "accountId")
    Page<KeyBody> listOfAccount(@PathVariable String accountId, @ModelAttribute Query query) {
        return list(accountId, query);
    }

    private Page<KeyBody> list(@Nullable String accountId, Query query) {
        Page.Request request = Page.Request.of(query.limit(), query.cursor());
        KeyFilter filter = new KeyFilter(query.state(), query.environment(), query.search(), query.finding());
        if (accountId != null && accounts.find(accountId).isEmpty()) {
            throw ProblemException.notFound("There is no such account.");
        }
        Instant now = clock.instant();
        Page<ApiKey> page = table.list(accountId, filter, request, now);
        Set<String> countingByKey = plans.countingByKey(
                page.data().stream().map(ApiKey::accountId).distinct().toList());
        Map<String, KeyTotals> totals =
                usage.totalsOf(page.data().stream().map(ApiKey::id).toList());
        List<KeyBody> bodies = page.data().stream()
                .map(key -> KeyBody.of(
                        key,
                        totals.getOrDefault(key.id(), KeyTotals.NONE),
                        countingByKey.contains(key.accountId()),
                        now))
                .toList();
        return new Page<>(bodies, page.nextCursor());
    }
}
