package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.regex.Pattern;
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
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Prices prices;
    private final Plans plans;

    PricePages(Prices prices, Plans plans) {
        this.prices = prices;
        this.plans = plans;
    }

    @GetMapping("/plans/{id}/prices")
    @Needs(Right.PLANS_READ)
    String list(@PathVariable String id, Model model) {
        return show(id, model, Map.of("for_existing", "true"));
    }

    @PostMapping("/plans/{id}/prices")
    @Needs(Right.PLANS_WRITE)
    String add(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(
                        request,
                        "effective_from",
                        "for_existing",
                        "currency",
                        "interval",
                        "base_fee",
                        "included_per_day",
                        "included_per",
                        "trial_days",
                        "overage.model",
                        TIERS,
                        "overage.package_size",
                        "overage.package_price")
                .withFlag("for_existing")
                .withNumber("included_per_day")
                .withNumber("trial_days")
                .withNumber("overage.package_size");
        if (form.text(TIERS) != null) {
            form.with(TIERS, tiers(form.textOrEmpty(TIERS)));
        }
        try {
            PriceController.add(prices, id, form.body());
            return "redirect:/plans/" + id + "/prices";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return show(id, model, form.typed());
        }
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
