package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.billing.WhatIf.Compared;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/plans/{id}/what-if}. */
@RestController
@RequestMapping(path = "/api/v1/plans/{id}/what-if", produces = MediaType.APPLICATION_JSON_VALUE)
final class WhatIfController {
    private final WhatIf whatIf;

    WhatIfController(WhatIf whatIf) {
        this.whatIf = whatIf;
    }

    @PostMapping
    @Needs({Right.PLANS_READ, Right.BILLING_READ})
    Page<Compared> compare(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(
                json, "currency", "interval", "base_fee", "included_per_day", "included_per", "overage", "trial_days");
        PriceTerms terms = PriceController.terms(body);
        body.check();
        return whatIf.compare(id, terms, Page.Request.of(limit, cursor));
    }
}
