package dev.tollgate.admin.alert;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.alert.AlertRules.Rules;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** When somebody is told of something, and what was told lately. */
@PageController
final class AlertPages {
    private static final int SHOWN = 50;

    private final AlertRules rules;
    private final AlertLog told;

    AlertPages(AlertRules rules, AlertLog told) {
        this.rules = rules;
        this.told = told;
    }

    @GetMapping("/alerts")
    @Needs(Right.WEBHOOKS_READ)
    String show(Model model) {
        return show(model, typed(rules.get()));
    }

    @PostMapping("/alerts")
    @Needs(Right.WEBHOOKS_WRITE)
    String change(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, AlertController.FIELDS)
                .withNumbers("quota_percents")
                .withNumberOrNone("expiring_days")
                .withNumberOrNone("unused_days")
                .withNumberOrNone("behind_seconds");
        try {
            AlertController.change(rules, form.body());
            return "redirect:/alerts";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return show(model, form.typed());
        }
    }

    private String show(Model model, Map<String, String> typed) {
        model.addAttribute("form", typed);
        model.addAttribute("told", told.latest(SHOWN));
        return "alerts";
    }

    private static Map<String, String> typed(Rules rules) {
        return Map.of(
                "quota_percents",
                rules.quotaPercents().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                "expiring_days",
                String.valueOf(rules.expiringDays()),
                "unused_days",
                String.valueOf(rules.unusedDays()),
                "behind_seconds",
                String.valueOf(rules.behindSeconds()));
    }
}
