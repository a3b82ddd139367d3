package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.billing.Credits.Credit;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/accounts/{id}/credits}. */
@RestController
@RequestMapping(path = "/api/v1/accounts/{id}/credits", produces = MediaType.APPLICATION_JSON_VALUE)
final class CreditController {
    private static final BigDecimal AMOUNT_MAX = new BigDecimal("1000000000");
    private static final int REASON_LENGTH_MAX = 200;
    private static final int SHOWN_MAX = 200;

    private final Credits credits;
    private final BilledAccounts accounts;

    CreditController(Credits credits, BilledAccounts accounts) {
        this.credits = credits;
        this.accounts = accounts;
    }

    @GetMapping
    @Needs(value = Right.BILLING_READ, account = "id")
    Page<Credit> list(@PathVariable String id) {
        return new Page<>(credits.of(accounts.get(id).id(), SHOWN_MAX), null);
    }

    @PostMapping
    @Needs(Right.BILLING_WRITE)
    @ResponseStatus(HttpStatus.CREATED)
    Credit give(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        return give(credits, id, Body.of(json, "currency", "amount", "reason"));
    }

    /** Gives what the body describes. */
    static Credit give(Credits credits, String accountId, Body body) {
        String currency = PriceController.currency(body);
        int digits = PriceController.digits(currency);
        BigDecimal amount = body.requiredAmount("amount", digits, AMOUNT_MAX);
        String reason = body.requiredText("reason", REASON_LENGTH_MAX);
        body.check();
        return credits.give(accountId, currency, Objects.requireNonNull(amount).setScale(digits), reason);
    }
}
