package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.usage.KeyTotals;
import dev.tollgate.admin.usage.UsageReports;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;

/**
 * What is done to keys on pages: each has a form, which the list of keys opens in a dialog, and which is a page of its own
 * where no script runs.
 */
@PageController
final class KeyActionPages {
    private static final String[] FIELDS = {
        "name", "description", "environment", "lifetime", "scopes", "allowed_ips", "daily_limit", "burst_per_second"
    };

    private final Keys keys;
    private final KeyTable table;
    private final AccountHead heads;
    private final UsageReports usage;
    private final KeySettings settings;
    private final Clock clock;

    KeyActionPages(
            Keys keys, KeyTable table, AccountHead heads, UsageReports usage, KeySettings settings, Clock clock) {
        this.keys = keys;
        this.table = table;
        this.heads = heads;
        this.usage = usage;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/accounts/{accountId}/keys/new")
    @Needs(value = Right.KEYS_WRITE, account = "accountId")
    String newKey(@PathVariable String accountId, HttpServletRequest request, Model model) {
        return showNew(accountId, new Form(request), request, model);
    }

    @PostMapping("/accounts/{accountId}/keys")
    @Needs(value = Right.KEYS_WRITE, account = "accountId")
    String create(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, FIELDS);
        return made(
                request,
                response,
                model,
                () -> create(accountId, form),
                () -> showNew(accountId, form, request, model));
    }

    private Keys.Made create(String accountId, Form form) {
        form.withList("scopes")
                .withList("allowed_ips")
                .withNumber("daily_limit")
                .withNumber("burst_per_second");
        String days = form.text("lifetime");
        if (days != null && days.matches("[1-9][0-9]{0,3}")) {
            Duration lifetime = Duration.ofDays(Integer.parseInt(days));
            form.with("expires_at", clock.instant().plus(lifetime).toString());
        }
        return KeyController.create(keys, accountId, form.body(), clock.instant());
    }

    private String showNew(String accountId, Form form, HttpServletRequest request, Model model) {
        heads.show(model, accountId, "keys");
        model.addAttribute("form", form.typed());
        return Htmx.view(request, "key-new", "dialog");
    }

    @GetMapping("/keys/{id}/rotate")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    String rotation(@PathVariable String id, HttpServletRequest request, Model model) {
        return show("key-rotate", id, request, model);
    }

    @PostMapping("/keys/{id}/rotate")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    String rotate(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        return made(
                request,
                response,
                model,
                () -> {
                    Body body = new Form(request, "grace_seconds")
                            .withNumber("grace_seconds")
                            .body();
                    Duration grace = KeyController.grace(body);
                    body.check();
                    return keys.rotate(id, Precondition.NONE, grace);
                },
                () -> show("key-rotate", id, request, model));
    }

    @GetMapping("/keys/{id}/revoke")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    String revocation(@PathVariable String id, HttpServletRequest request, Model model) {
        return show("key-revoke", id, request, model);
    }

    @PostMapping("/keys/{id}/revoke")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    View revoke(@PathVariable String id, HttpServletRequest request) {
        return changed(keys.revoke(id, Precondition.NONE), request);
    }

    @PostMapping("/keys/{id}/disable")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    View disable(@PathVariable String id, HttpServletRequest request) {
        return changed(keys.change(id, Precondition.NONE, key -> key.switchedTo(ApiKey.DISABLED)), request);
    }

    @PostMapping("/keys/{id}/enable")
    @Needs(value = Right.KEYS_WRITE, key = "id")
    View enable(@PathVariable String id, HttpServletRequest request) {
        return changed(keys.change(id, Precondition.NONE, key -> key.switchedTo(ApiKey.ACTIVE)), request);
    }

    private String show(String view, String id, HttpServletRequest request, Model model) {
        ApiKey key = table.find(id).orElseThrow(Keys::noSuchKey);
        heads.show(model, key.accountId(), "keys");
        model.addAttribute("key", key);
        model.addAttribute("totals", usage.totalsOf(List.of(id)).getOrDefault(id, KeyTotals.NONE));
        return Htmx.view(request, view, "dialog");
    }

    /** Shows a key that has just been made, this once; or the form again, with what is wrong. */
    private String made(
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            Supplier<Keys.Made> make,
            Supplier<String> again) {
        try {
            Keys.Made made = make.get();
            heads.show(model, made.key().accountId(), "keys");
            model.addAttribute("key", made.key());
            model.addAttribute("secret", made.secret());
            model.addAttribute("snippets", Snippet.all(settings.gateUrl(), made.secret()));
            return Htmx.view(request, "key-made", "dialog");
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return again.get();
        }
    }

    /** Back to the list, which shows it. */
    private static View changed(ApiKey key, HttpServletRequest request) {
        return Htmx.done(request, "/accounts/" + key.accountId() + "/keys");
    }
}
