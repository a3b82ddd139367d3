package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/accounts/{id}/invoices}. */
@RestController
@RequestMapping(path = "/api/v1/accounts/{id}/invoices", produces = MediaType.APPLICATION_JSON_VALUE)
final class InvoiceController {
    private static final String NUMBER = "[0-9]{1,18}";

    private final Invoices invoices;
    private final BilledAccounts accounts;

    InvoiceController(Invoices invoices, BilledAccounts accounts) {
        this.invoices = invoices;
        this.accounts = accounts;
    }

    @GetMapping
    @Needs(value = Right.BILLING_READ, account = "id")
    Page<InvoiceView> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        BilledAccount account = known(accounts, id);
        Page<Invoice> page =
                invoices.of(account.id(), Page.Request.of(limit, cursor, number -> number.matches(NUMBER)));
        return new Page<>(page.data().stream().map(InvoiceView::of).toList(), page.nextCursor());
    }

    @GetMapping("/draft")
    @Needs(value = Right.BILLING_READ, account = "id")
    Page<InvoiceView> drafts(@PathVariable String id) {
        return new Page<>(
                invoices.drafts(known(accounts, id)).stream()
                        .map(InvoiceView::of)
                        .toList(),
                null);
    }

    @GetMapping("/{number}")
    @Needs(value = Right.BILLING_READ, account = "id")
    InvoiceView show(@PathVariable String id, @PathVariable String number) {
        return InvoiceView.of(find(invoices, id, number));
    }

    /** Invoices of an account stay when it is deleted. */
    static BilledAccount known(BilledAccounts accounts, String id) {
        return accounts.find(id).orElseThrow(() -> ProblemException.notFound("There is no such account."));
    }

    /** @throws ProblemException if the account has no invoice of that number */
    static Invoice find(Invoices invoices, String accountId, String number) {
        return (number.matches(NUMBER) ? invoices.find(Long.parseLong(number)) : Optional.<Invoice>empty())
                .filter(invoice -> invoice.accountId().equals(accountId))
                .orElseThrow(() -> ProblemException.notFound("The account has no such invoice."));
    }
}
