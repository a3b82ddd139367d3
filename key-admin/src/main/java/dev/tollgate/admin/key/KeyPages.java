package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.account.AccountHead.Head;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.page.Sparkline;
import dev.tollgate.admin.usage.KeyTotals;
import dev.tollgate.admin.usage.LiveUsage;
import dev.tollgate.admin.usage.UsageReports;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Settings → API keys: the keys of an account, and what they were used for. */
@PageController
final class KeyPages {
    private static final int DAYS = 30;

    /** More keys are not counted by what is to be said of them: all of the account's keys have to be looked at for that. */
    private static final int COUNTED_MAX = 5_000;

    private final KeyTable table;
    private final AccountHead heads;
    private final UsageReports usage;
    private final LiveUsage live;
    private final Clock clock;

    KeyPages(KeyTable table, AccountHead heads, UsageReports usage, LiveUsage live, Clock clock) {
        this.table = table;
        this.heads = heads;
        this.usage = usage;
        this.live = live;
        this.clock = clock;
    }

    /** Something to be said of some of the keys; of how many is null where they are not counted. */
    record Hint(KeyFinding finding, @Nullable Long keys) {}

    @GetMapping("/accounts/{accountId}/keys")
    @Needs(value = Right.KEYS_READ, account = "accountId")
    String list(
            @PathVariable String accountId,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            Model model) {
        Head head = heads.show(model, accountId, "keys");
        Form form = new Form(request, "search", "state", "finding");
        KeyFilter filter = new KeyFilter(form.text("state"), null, form.text("search"), form.text("finding"));
        Instant now = clock.instant();
        // Asked first: what is shown may be newer, and is not older.
        model.addAttribute("mark", live.mark(accountId));
        Page<ApiKey> page = table.newest(accountId, filter, Page.Request.of(null, cursor), now);
        model.addAttribute("rows", rows(page.data(), head, now));
        model.addAttribute("nextCursor", page.nextCursor());
        model.addAttribute("first", cursor == null);
        model.addAttribute("form", form.typed());
        model.addAttribute("hints", hints(accountId, now));
        model.addAttribute("chosen", KeyFinding.of(form.textOrEmpty("finding")).orElse(null));
        if (head.sharesQuota()) {
            model.addAttribute("usedToday", usage.todayOfAccount(accountId));
        }
        return Htmx.view(request, "keys", "list");
    }

    private List<KeyRow> rows(List<ApiKey> keys, Head head, Instant now) {
        List<String> ids = keys.stream().map(ApiKey::id).toList();
        Map<String, KeyTotals> totals = usage.totalsOf(ids);
        Map<String, List<Long>> days = usage.lastDays(ids, DAYS);
        Map<String, Long> today =
                usage.todayOf(keys.stream().map(ApiKey::lineage).distinct().toList());
        return keys.stream()
                .map(key -> {
                    KeyTotals total = totals.getOrDefault(key.id(), KeyTotals.NONE);
                    return new KeyRow(
                            key,
                            key.stateAt(now),
                            total.lastUsedAt(),
                            total.usageCount(),
                            today.getOrDefault(key.lineage(), 0L),
                            head.limitOfKey(key.limits().dailyLimit()),
                            Sparkline.of(days.getOrDefault(key.id(), Collections.nCopies(DAYS, 0L))));
                })
                .toList();
    }

    private List<Hint> hints(String accountId, Instant now) {
        Stream<KeyFinding> findings = Arrays.stream(KeyFinding.values());
        if (table.hasMoreThan(COUNTED_MAX, accountId)) {
            return findings.map(finding -> new Hint(finding, null)).toList();
        }
        Map<KeyFinding, Long> counts = table.tally(accountId, now).byFinding();
        return findings.map(finding -> new Hint(finding, counts.get(finding)))
                .filter(hint -> hint.keys() != null && hint.keys() > 0)
                .toList();
    }
}
