package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.billing.Coupons.Coupon;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/coupons}. */
@RestController
@RequestMapping(path = "/api/v1/coupons", produces = MediaType.APPLICATION_JSON_VALUE)
final class CouponController {
    static final int CODE_LENGTH_MAX = 40;

    private static final Pattern CODE = Pattern.compile("[A-Z0-9][A-Z0-9_-]{1,39}");
    private static final BigDecimal PERCENT_MAX = new BigDecimal(100);
    private static final int PERCENT_DIGITS = 4;
    private static final int PERIODS_MAX = 120;

    private final Coupons coupons;

    CouponController(Coupons coupons) {
        this.coupons = coupons;
    }

    @GetMapping
    @Needs(Right.BILLING_READ)
    Page<Coupon> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return coupons.all(Page.Request.of(limit, cursor, CouponController::isCode));
    }

    @PostMapping
    @Needs(Right.BILLING_WRITE)
    @ResponseStatus(HttpStatus.CREATED)
    Coupon add(@RequestBody @Nullable JsonNode json) {
        return add(coupons, Body.of(json, "code", "percent_off", "periods", "redeem_until"));
    }

    /** Adds the coupon that the body describes. */
    static Coupon add(Coupons coupons, Body body) {
        String code = body.requiredText("code", CODE_LENGTH_MAX);
        if (!isCode(code)) {
            body.error("code", "must be 2 to " + CODE_LENGTH_MAX + " of the characters A to Z, 0 to 9, _ and -");
        }
        BigDecimal percentOff = body.requiredAmount("percent_off", PERCENT_DIGITS, PERCENT_MAX);
        Long periods = body.number("periods", 1, PERIODS_MAX);
        LocalDate redeemUntil = body.date("redeem_until");
        body.check();
        return coupons.add(
                code,
                Objects.requireNonNull(percentOff),
                periods == null ? null : Integer.valueOf(Math.toIntExact(periods)),
                redeemUntil);
    }

    static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }
}
