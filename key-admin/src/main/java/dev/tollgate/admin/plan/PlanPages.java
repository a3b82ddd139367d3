package dev.tollgate.admin.plan;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.PlanController.Preview;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.BooleanNode;

/** The plans, what they say, and what they said. */
@PageController
final class PlanPages {
    private static final int VERSIONS_MAX = 50;
    private static final String[] FIELDS = {
        "id", "name", "daily_limit", "quota_scope", "enforcement", "burst_per_second", "max_keys", "hold"
    };

    private static final String WHOM = "whom";
    private static final String NEWCOMERS = "newcomers";

    private final Plans plans;

    PlanPages(Plans plans) {
        this.plans = plans;
    }

    @GetMapping("/plans")
    @Needs(value = Right.PLANS_READ)
    String list(Model model) {
        model.addAttribute("plans", plans.all());
        model.addAttribute("accounts", plans.accountsByPlan());
        return "plans";
    }

    @GetMapping("/plans/new")
    @Needs(Right.PLANS_WRITE)
    String newPlan(Model model) {
        return form(model, null, Map.of("quota_scope", Plan.PER_KEY, "enforcement", Plan.AVAILABLE));
    }

    @PostMapping("/plans")
    @Needs(Right.PLANS_WRITE)
    String create(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = terms(request);
        try {
            PlanController.create(plans, form.body());
            return "redirect:/plans";
        } catch (ProblemException problem) {
            return again(model, response, null, form, problem);
        }
    }

    @GetMapping("/plans/{id}/edit")
    @Needs(Right.PLANS_WRITE)
    String edit(@PathVariable String id, Model model) {
        Plan plan = plan(id);
        model.addAttribute("version", plan.version());
        return form(model, plan, typed(plan));
    }

    @PostMapping("/plans/{id}/edit")
    @Needs(Right.PLANS_WRITE)
    String change(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = change(request);
        String version = request.getParameter("version");
        try {
            PlanController.change(plans, id, Precondition.ofRevision(version), form.body());
            return "redirect:/plans";
        } catch (ProblemException problem) {
            model.addAttribute("version", version);
            model.addAttribute(WHOM, request.getParameter(WHOM));
            return again(model, response, plan(id), form, problem);
        }
    }

    /** What a plan would say otherwise: how it is, and how it would be. */
    record Difference(
            String name, @Nullable Object before, @Nullable Object after) {}

    /** Shows what would be changed, and changes nothing. */
    @PostMapping("/plans/{id}/diff")
    @Needs(Right.PLANS_WRITE)
    String diff(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = change(request);
        Plan plan = plan(id);
        model.addAttribute("version", request.getParameter("version"));
        model.addAttribute(WHOM, request.getParameter(WHOM));
        try {
            Preview preview = PlanController.preview(plan, form.body());
            Map<String, Object> after = preview.after().terms();
            model.addAttribute(
                    "differences",
                    preview.before().terms().entrySet().stream()
                            .filter(term -> !Objects.equals(term.getValue(), after.get(term.getKey())))
                            .map(term -> new Difference(
                                    term.getKey().replace('_', ' '), term.getValue(), after.get(term.getKey())))
                            .toList());
            model.addAttribute("affected", plans.accountsByPlan().getOrDefault(id, 0L));
            return form(model, plan, form.typed());
        } catch (ProblemException problem) {
            return again(model, response, plan, form, problem);
        }
    }

    private static Form change(HttpServletRequest request) {
        Form form = terms(request, "effective_from");
        if (form.text("effective_from") != null) {
            form.with("for_existing", BooleanNode.valueOf(!NEWCOMERS.equals(request.getParameter(WHOM))));
        }
        return form;
    }

    private static Form terms(HttpServletRequest request, String... more) {
        return new Form(
                        request,
                        Stream.concat(Arrays.stream(FIELDS), Arrays.stream(more))
                                .toArray(String[]::new))
                .withRequired("name")
                .withNumberOrNone("daily_limit")
                .withNumberOrNone("burst_per_second")
                .withNumberOrNone("max_keys")
                .withFlag("hold");
    }

    private Plan plan(String id) {
        return plans.find(id).orElseThrow(() -> ProblemException.notFound("There is no such plan."));
    }

    private String again(
            Model model, HttpServletResponse response, @Nullable Plan plan, Form form, ProblemException problem) {
        response.setStatus(problem.status().value());
        model.addAttribute("problem", problem);
        return form(model, plan, form.typed());
    }

    private String form(Model model, @Nullable Plan plan, Map<String, String> typed) {
        model.addAttribute("form", typed);
        model.addAttribute("plan", plan);
        model.addAttribute("title", plan == null ? "New plan" : "Change " + plan.name());
        if (plan != null) {
            model.addAttribute("versions", plans.versions(plan.id(), VERSIONS_MAX));
        }
        return "plan";
    }

    private static Map<String, String> typed(Plan plan) {
        Map<String, String> typed = new HashMap<>();
        plan.terms().forEach((name, value) -> {
            if (value != null && !value.equals(false)) {
                typed.put(name, value.toString());
            }
        });
        return typed;
    }
}
