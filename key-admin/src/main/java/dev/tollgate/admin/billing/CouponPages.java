package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The coupons that there are. */
@PageController
final class CouponPages {
    private static final int SHOWN = 100;

    private final Coupons coupons;

    CouponPages(Coupons coupons) {
        this.coupons = coupons;
    }

    @GetMapping("/coupons")
    @Needs(Right.BILLING_READ)
    String show(@RequestParam(required = false) @Nullable String cursor, Model model) {
        return show(cursor, model, Map.of());
    }

    @PostMapping("/coupons")
    @Needs(Right.BILLING_WRITE)
    String add(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "code", "percent_off", "periods", "redeem_until").withNumber("periods");
        try {
            CouponController.add(coupons, form.body());
            return "redirect:/coupons";
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return show(null, model, form.typed());
        }
    }

    private String show(@Nullable String cursor, Model model, Map<String, String> typed) {
        String after = cursor != null && CouponController.isCode(cursor) ? cursor : "";
        model.addAttribute("page", coupons.all(new Page.Request(after, SHOWN)));
        model.addAttribute("form", typed);
        return "coupons";
    }
}
