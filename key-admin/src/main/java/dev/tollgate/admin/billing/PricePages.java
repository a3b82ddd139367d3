package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What plans cost, and what they will. */
@PageController
final class PricePages {
    private static final String TIERS = "overage.tiers";
    private static final String[] TERMS = {
        "currency",
        "interval",
        "base_fee",
        "included_per_day",
        "included_per",
        "trial_days",
        "overage.model",
        TIERS,
        "overage.package_size",
        "overage.package_price"
    };

    /** All that the form has. */
    private static final String[] FIELDS = Stream.concat(
                    Stream.of("effective_from", "for_existing"), Arrays.stream(TERMS))
            .toArray(String[]::new);

    private static final int COMPARED_MAX = 200;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Prices prices;
    private final Plans plans;
    private final WhatIf whatIf;

    PricePages(Prices prices, Plans plans, WhatIf whatIf) {
        this.prices = prices;
        this.plans = plans;
        this.whatIf = whatIf;
    }

    @GetMapping("/plans/{id}/prices")
    @Needs(Right.PLANS_READ)
    String list(@PathVariable String id, Model model) {
        return show(id, model, Map.of("for_existing", "true"));
    }

    @PostMapping("/plans/{id}/prices")
    @Needs(Right.PLANS_WRITE)
    String add(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = terms(request, "effective_from", "for_existing").withFlag("for_existing");
        try {
            PriceController.add(prices, id, form.body());
            return "redirect:/plans/" + id + "/prices";
        } catch (ProblemException problem) {
            return again(id, response, model, form, problem);
        }
    }

    /** What the price in the form would have come to. It can be added afterwards. */
    @PostMapping("/plans/{id}/what-if")
    @Needs({Right.PLANS_READ, Right.BILLING_READ})
    String compare(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = terms(request);
        try {
            Body body = form.body();
            PriceTerms terms = PriceController.terms(body);
            body.check();
            model.addAttribute("compared", whatIf.compare(id, terms, new Page.Request("", COMPARED_MAX)));
            return show(id, model, new Form(request, FIELDS).typed());
        } catch (ProblemException problem) {
            return again(id, response, model, new Form(request, FIELDS), problem);
        }
    }

    private static Form terms(HttpServletRequest request, String... more) {
        String[] names =
                Stream.concat(Arrays.stream(TERMS), Arrays.stream(more)).toArray(String[]::new);
        Form form = new Form(request, names)
                .withNumber("included_per_day")
                .withNumber("trial_days")
                .withNumber("overage.package_size");
        if (form.text(TIERS) != null) {
            form.with(TIERS, tiers(form.textOrEmpty(TIERS)));
        }
        return form;
    }

    private String again(String id, HttpServletResponse response, Model model, Form form, ProblemException problem) {
        response.setStatus(problem.status().value());
        model.addAttribute("problem", problem);
        return show(id, model, form.typed());
    }

    private String show(String id, Model model, Map<String, String> typed) {
        Plan plan = plans.find(id).orElseThrow(() -> ProblemException.notFound("There is no such plan."));
        model.addAttribute("plan", plan);
        model.addAttribute("prices", prices.of(id));
        model.addAttribute("form", typed);
        return "prices";
    }

    /** A tier from each line: where it ends, or a dash, the price of each, and the flat price if there is one. */
    private static ArrayNode tiers(String text) {
        ArrayNode tiers = JsonNodeFactory.instance.arrayNode();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = SPACE.split(line, -1);
            ObjectNode tier = tiers.addObject();
            if (words[0].matches("[0-9]{1,18}")) {
                tier.put("up_to", Long.parseLong(words[0]));
            } else if (!words[0].equals("-")) {
                tier.put("up_to", words[0]);
            }
            if (words.length > 1) {
                tier.put("unit_price", words[1]);
            }
            if (words.length > 2) {
                tier.put("flat_price", words[2]);
            }
        });
        return tiers;
    }
}
