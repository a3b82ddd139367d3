package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.AccountHead;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What an account pays: the draft of its period, its invoices, its terms. */
@PageController
final class BillingPages {
    private static final int SHOWN = 24;
    private static final String SUSPENDED = "-";

    private final BilledAccounts accounts;
    private final Invoices invoices;
    private final PlannedChanges planned;
    private final Credits credits;
    private final Coupons coupons;
    private final Plans plans;
    private final AccountHead heads;

    BillingPages(
            BilledAccounts accounts,
            Invoices invoices,
            PlannedChanges planned,
            Credits credits,
            Coupons coupons,
            Plans plans,
            AccountHead heads) {
        this.accounts = accounts;
        this.invoices = invoices;
        this.planned = planned;
        this.credits = credits;
        this.coupons = coupons;
        this.plans = plans;
        this.heads = heads;
    }

    @GetMapping("/accounts/{accountId}/billing")
    @Needs(value = Right.BILLING_READ, account = "accountId")
    String show(@PathVariable String accountId, @RequestParam(required = false) @Nullable String cursor, Model model) {
        return show(accountId, cursor, model, typed(accounts.get(accountId)));
    }

    @PostMapping("/accounts/{accountId}/billing")
    @Needs(Right.BILLING_WRITE)
    String change(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "tax_percent", "billing_anchor", "spend_alert");
        if (form.text("spend_alert") == null) {
            form.withNone("spend_alert");
        }
        String next = request.getParameter("next");
        if (next == null || next.isEmpty()) {
            form.withNone("planned");
        } else if (next.equals(SUSPENDED)) {
            form.withNone("planned.plan");
        } else {
            form.with("planned.plan", next);
        }
        try {
            SubscriptionController.change(accounts, planned, accountId, form.body());
            return "redirect:/accounts/" + accountId + "/billing";
        } catch (ProblemException problem) {
            return again(accountId, response, model, form, problem);
        }
    }

    @PostMapping("/accounts/{accountId}/credits")
    @Needs(Right.BILLING_WRITE)
    String credit(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "currency", "amount", "reason");
        try {
            CreditController.give(credits, accountId, form.body());
            return "redirect:/accounts/" + accountId + "/billing";
        } catch (ProblemException problem) {
            return again(accountId, response, model, form, problem);
        }
    }

    @PostMapping("/accounts/{accountId}/coupons")
    @Needs(Right.BILLING_WRITE)
    String redeem(
            @PathVariable String accountId, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "code");
        try {
            SubscriptionController.redeem(coupons, accountId, form.body());
            return "redirect:/accounts/" + accountId + "/billing";
        } catch (ProblemException problem) {
            return again(accountId, response, model, form, problem);
        }
    }

    @GetMapping("/accounts/{accountId}/invoices/{number}")
    @Needs(value = Right.BILLING_READ, account = "accountId")
    String invoice(@PathVariable String accountId, @PathVariable String number, Model model) {
        model.addAttribute("invoice", InvoiceController.find(invoices, accountId, number));
        return "invoice";
    }

    private String again(
            String accountId, HttpServletResponse response, Model model, Form form, ProblemException problem) {
        response.setStatus(problem.status().value());
        model.addAttribute("problem", problem);
        Map<String, String> typed = new HashMap<>(typed(accounts.get(accountId)));
        typed.putAll(form.typed());
        return show(accountId, null, model, typed);
    }

    private String show(String accountId, @Nullable String cursor, Model model, Map<String, String> typed) {
        heads.show(model, accountId, "billing");
        BilledAccount account = accounts.get(accountId);
        BillingPeriod period = account.unbilled();
        model.addAttribute("period", period == null ? planned.currentPeriod(account) : period);
        model.addAttribute("planned", planned.of(accountId).orElse(null));
        model.addAttribute("drafts", invoices.drafts(account));
        model.addAttribute("credits", credits.left(accountId));
        model.addAttribute("coupons", coupons.of(accountId));
        model.addAttribute("page", invoices.of(accountId, new Page.Request(cursor(cursor), SHOWN)));
        model.addAttribute("plans", plans.all());
        model.addAttribute("form", typed);
        return "billing";
    }

    private static String cursor(@Nullable String cursor) {
        return cursor != null && cursor.matches("[0-9]{1,18}") ? cursor : "";
    }

    private Map<String, String> typed(BilledAccount account) {
        Map<String, String> typed = new HashMap<>(Map.of(
                "tax_percent", InvoiceView.percent(account.taxPercent()),
                "billing_anchor", account.anchor().toString()));
        BigDecimal spendAlert = accounts.spendAlert(account.id());
        if (spendAlert != null) {
            typed.put("spend_alert", spendAlert.toPlainString());
        }
        return typed;
    }
}
