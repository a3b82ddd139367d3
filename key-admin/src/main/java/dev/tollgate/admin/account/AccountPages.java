package dev.tollgate.admin.account;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The accounts, for those who see all of them. */
@PageController
final class AccountPages {
    private static final String OVERRIDE = "daily_limit_override";
    private static final String OVERRIDE_LIMIT = OVERRIDE + ".daily_limit";
    private static final String OVERRIDE_END = OVERRIDE + ".expires_at";

    private final Accounts accounts;
    private final Plans plans;
    private final AccountHead heads;
    private final Clock clock;

    AccountPages(Accounts accounts, Plans plans, AccountHead heads, Clock clock) {
        this.accounts = accounts;
        this.plans = plans;
        this.heads = heads;
        this.clock = clock;
    }

    @GetMapping("/accounts")
    @Needs(Right.ACCOUNTS_READ)
    String list(@RequestParam(required = false) @Nullable String cursor, HttpServletRequest request, Model model) {
        Form form = new Form(request, "search");
        Page<Account> page = accounts.search(form.textOrEmpty("search"), Page.Request.of(null, cursor));
        model.addAttribute("page", page);
        model.addAttribute("form", form.typed());
        return Htmx.view(request, "accounts", "list");
    }

    @GetMapping("/accounts/new")
    @Needs(Right.ACCOUNTS_WRITE)
    String form(HttpServletRequest request, Model model) {
        return form(model, new Form(request));
    }

    @PostMapping("/accounts")
    @Needs(Right.ACCOUNTS_WRITE)
    String create(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "name", "plan");
        try {
            Body body = form.body();
            String name = AccountController.name(body);
            String plan = AccountController.plan(body);
            body.check();
            return "redirect:/accounts/" + accounts.create(name, plan, false).id() + "/keys";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return form(model, form);
        }
    }

    private String form(Model model, Form form) {
        model.addAttribute("form", form.typed());
        model.addAttribute("plans", plans.all());
        return "account-new";
    }

    @GetMapping("/accounts/{accountId}/settings")
    @Needs(Right.ACCOUNTS_WRITE)
    String settings(@PathVariable String accountId, Model model) {
        Account account = heads.show(model, accountId, "settings").account();
        model.addAttribute("revision", account.revision());
        return settings(model, typed(account));
    }

    @PostMapping("/accounts/{accountId}/settings")
    @Needs(Right.ACCOUNTS_WRITE)
    String change(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "name", "plan", "state", "shadow", OVERRIDE_LIMIT, OVERRIDE_END)
                .withRequired("name")
                .withFlag("shadow");
        if (form.text(OVERRIDE_LIMIT) != null || form.text(OVERRIDE_END) != null) {
            form.withNumberOrNone(OVERRIDE_LIMIT).withMoment(OVERRIDE_END);
        } else {
            form.withNone(OVERRIDE);
        }
        try {
            AccountController.change(accounts, accountId, expected(request), form.body(), clock.instant());
            return "redirect:/accounts/" + accountId + "/settings";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            heads.show(model, accountId, "settings");
            model.addAttribute("revision", request.getParameter("revision"));
            model.addAttribute("problem", problem);
            return settings(model, form.typed());
        }
    }

    @PostMapping("/accounts/{accountId}/delete")
    @Needs(Right.ACCOUNTS_WRITE)
    String delete(@PathVariable String accountId, HttpServletRequest request) {
        accounts.delete(accountId, expected(request));
        return "redirect:/accounts";
    }

    /** What was there when the page was made: nobody overwrites what they have not seen. */
    private static Precondition expected(HttpServletRequest request) {
        return Precondition.ofRevision(request.getParameter("revision"));
    }

    private String settings(Model model, Map<String, String> typed) {
        model.addAttribute("form", typed);
        model.addAttribute("plans", plans.all());
        return "account-settings";
    }

    private Map<String, String> typed(Account account) {
        Map<String, String> typed = new HashMap<>(Map.of(
                "name", account.name(),
                "plan", account.plan(),
                "state", account.state(),
                "shadow", account.shadow() ? "yes" : ""));
        LimitOverride override = account.dailyLimitOverride();
        if (override != null && override.expiresAt().isAfter(clock.instant())) {
            typed.put(
                    OVERRIDE_END,
                    LocalDateTime.ofInstant(override.expiresAt(), ZoneOffset.UTC)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
            if (override.dailyLimit() != null) {
                typed.put(OVERRIDE_LIMIT, override.dailyLimit().toString());
            }
        }
        return typed;
    }
}
