package dev.tollgate.admin.account;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The accounts, for those who see all of them. */
@PageController
final class AccountPages {
    private final Accounts accounts;
    private final Plans plans;

    AccountPages(Accounts accounts, Plans plans) {
        this.accounts = accounts;
        this.plans = plans;
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
}
