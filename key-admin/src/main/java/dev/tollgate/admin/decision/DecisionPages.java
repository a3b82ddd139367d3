package dev.tollgate.admin.decision;

import dev.tollgate.admin.access.KeyOwners;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.decision.DecisionLog.Search;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Why was this refused? For any key and time that the log still has. */
@PageController
final class DecisionPages {
    private static final int SHOWN_MAX = 100;

    /** How much time is looked at, by the words of the page. */
    private static final Map<String, Duration> SPANS =
            Map.of("minute", Duration.ofMinutes(1), "10-minutes", Duration.ofMinutes(10), "hour", Duration.ofHours(1));

    private static final String SPAN_DEFAULT = "10-minutes";

    /** How long it may have taken until a gateway could tell of it, by the words of the page. */
    private static final Map<String, Duration> DELAYS =
            Map.of("minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));

    private static final String DELAY_DEFAULT = "minute";

    private final DecisionLog decisions;
    private final AccountHead heads;
    private final KeyOwners owners;
    private final KeyChoices choices;
    private final Clock clock;

    DecisionPages(DecisionLog decisions, AccountHead heads, KeyOwners owners, KeyChoices choices, Clock clock) {
        this.decisions = decisions;
        this.heads = heads;
        this.owners = owners;
        this.choices = choices;
        this.clock = clock;
    }

    @GetMapping("/accounts/{accountId}/decisions")
    @Needs(value = Right.USAGE_READ, account = "accountId")
    String show(@PathVariable String accountId, HttpServletRequest request, Model model) {
        heads.show(model, accountId, "decisions");
        Form form = new Form(request, "key", "at", "span", "delay", "all");
        Duration span = SPANS.getOrDefault(form.textOrEmpty("span"), SPANS.get(SPAN_DEFAULT));
        Instant at = moment(form.text("at"));
        Instant from = at == null ? clock.instant().minus(span).truncatedTo(ChronoUnit.SECONDS) : at;
        model.addAttribute("form", form.typed());
        model.addAttribute("keys", choices.of(accountId, form.textOrEmpty("key")));
        model.addAttribute("from", LocalDateTime.ofInstant(from, ZoneOffset.UTC));
        String key = form.text("key");
        if (key != null) {
            if (!accountId.equals(owners.accountOf(key).orElse(null))) {
                throw ProblemException.notFound("There is no such key in this account.");
            }
            Duration delay = DELAYS.getOrDefault(form.textOrEmpty("delay"), DELAYS.get(DELAY_DEFAULT));
            Instant to = from.plus(span);
            model.addAttribute(
                    "found",
                    decisions.find(
                            new Search(accountId, key, from, to, to.plus(delay), form.text("all") == null), SHOWN_MAX));
        }
        return "decisions";
    }

    /** A moment of UTC; null where none is given. */
    private static @Nullable Instant moment(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(
                    List.of(new FieldError("at", "must be a moment of UTC such as 2026-11-23T14:30")));
        }
    }
}
