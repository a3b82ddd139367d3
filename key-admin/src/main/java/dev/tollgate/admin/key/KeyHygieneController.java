package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.usage.UsageProgress;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What had better be done about keys: {@code /api/v1/hygiene} and {@code /api/v1/accounts/{id}/hygiene}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class KeyHygieneController {
    private final KeyTable table;
    private final Accounts accounts;
    private final UsageProgress progress;
    private final Clock clock;

    KeyHygieneController(KeyTable table, Accounts accounts, UsageProgress progress, Clock clock) {
        this.table = table;
        this.accounts = accounts;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * What is to be said about the keys that work.
     *
     * @param usageAsOf up to when their use is known; null if that is not known yet
     * @param keys how many they are
     * @param findings each that there could be, the most urgent first
     */
    record Report(@Nullable Instant usageAsOf, long keys, List<Line> findings) {}

    /**
     * One thing to be said.
     *
     * @param finding its name, by which keys can be listed
     * @param keys how many keys have it
     * @param suggestion what to do about them
     */
    record Line(String finding, long keys, String suggestion) {}

    @GetMapping("/hygiene")
    @Needs(Right.KEYS_READ)
    Report ofAll() {
        return report(null);
    }

    @GetMapping("/accounts/{accountId}/hygiene")
    @Needs(value = Right.KEYS_READ, account = "accountId")
    Report ofAccount(@PathVariable String accountId) {
        if (accounts.find(accountId).isEmpty()) {
            throw ProblemException.notFound("There is no such account.");
        }
        return report(accountId);
    }

    private Report report(@Nullable String accountId) {
        // Asked first: what is counted may be newer, and is not older.
        Instant usageAsOf = progress.completeAt();
        KeyTable.Tally tally = table.tally(accountId, clock.instant());
        Map<KeyFinding, Long> counts = tally.byFinding();
        return new Report(
                usageAsOf,
                tally.keys(),
                Arrays.stream(KeyFinding.values())
                        .map(finding ->
                                new Line(finding.word(), counts.getOrDefault(finding, 0L), finding.suggestion()))
                        .toList());
    }
}
