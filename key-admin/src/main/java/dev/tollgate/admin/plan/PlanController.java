package dev.tollgate.admin.plan;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/plans}. */
@RestController
@RequestMapping(path = "/api/v1/plans", produces = MediaType.APPLICATION_JSON_VALUE)
final class PlanController {
    private static final int NAME_LENGTH_MAX = 200;
    private static final long LIMIT_MAX = 1_000_000_000_000L;
    private static final long BURST_MAX = 1_000_000L;
    private static final long KEYS_MAX = 1_000_000L;

    private final Plans plans;

    PlanController(Plans plans) {
        this.plans = plans;
    }

    @GetMapping
    @Needs(value = Right.PLANS_READ, ofNoAccount = true)
    Page<Plan> list() {
        return new Page<>(List.copyOf(plans.all()), null);
    }

    @GetMapping("/{id}")
    @Needs(value = Right.PLANS_READ, ofNoAccount = true)
    ResponseEntity<Plan> show(@PathVariable String id) {
        return answer(
                HttpStatus.OK, plans.find(id).orElseThrow(() -> ProblemException.notFound("There is no such plan.")));
    }

    @PostMapping
    @Needs(Right.PLANS_WRITE)
    ResponseEntity<Plan> create(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(
                json,
                "id",
                "name",
                "daily_limit",
                "quota_scope",
                "enforcement",
                "burst_per_second",
                "max_keys",
                "hold");
        return answer(HttpStatus.CREATED, create(plans, body));
    }

    /** Makes the plan that the body describes. */
    static Plan create(Plans plans, Body body) {
        String id = body.requiredText("id", 50);
        if (!id.isEmpty() && !id.matches("[a-z][a-z0-9_]*")) {
            body.error("id", "must be lower-case letters, digits and underlines, a letter first");
        }
        if (!body.has("name")) {
            body.error("name", "is required");
        }
        if (!body.has("daily_limit")) {
            body.error("daily_limit", "is required; null for unlimited");
        }
        Plan empty = new Plan(id, 1, "", null, Plan.PER_KEY, Plan.AVAILABLE, null, null, false, List.of());
        Plan plan = read(body, empty);
        body.check();
        return plans.create(plan);
    }

    @PatchMapping("/{id}")
    @Needs(Right.PLANS_WRITE)
    ResponseEntity<Plan> change(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(
                json,
                "name",
                "daily_limit",
                "quota_scope",
                "enforcement",
                "burst_per_second",
                "max_keys",
                "hold",
                "effective_from",
                "for_existing");
        return answer(HttpStatus.OK, change(plans, id, Precondition.of(ifMatch), body));
    }

    /** Changes what the body names: at once for all, or its limits from a day on. */
    static Plan change(Plans plans, String id, Precondition expected, Body body) {
        LocalDate from = body.date("effective_from");
        Boolean forExisting = body.flag("for_existing");
        if (from != null) {
            return plans.addEdition(
                    id, expected, from, forExisting == null || forExisting, before -> limits(body, before));
        }
        if (forExisting != null && !forExisting) {
            body.error(
                    "effective_from", "is required where for_existing is false: the first UTC day on which they act");
        }
        return plans.change(id, expected, before -> {
            Plan after = read(body, before);
            body.check();
            return new Plan(
                    id,
                    before.version() + 1,
                    after.name(),
                    after.dailyLimit(),
                    after.quotaScope(),
                    after.enforcement(),
                    after.burstPerSecond(),
                    after.maxKeys(),
                    after.hold(),
                    before.editions());
        });
    }

    /**
     * What a plan would say after a change, and what that is a change of.
     *
     * @param before what it says; of limits that wait for a day, what its latest edition says
     */
    record Preview(Plan before, Plan after) {}

    /** What {@link #change} would do. */
    static Preview preview(Plan plan, Body body) {
        if (body.date("effective_from") != null) {
            return new Preview(plan.last(), limits(body, plan.last()));
        }
        Plan after = read(body, plan);
        body.check();
        return new Preview(plan, after);
    }

    /** Other limits: what else there is of a plan is the same for all its accounts. */
    private static Plan limits(Body body, Plan before) {
        Plan after = read(body, before);
        String atOnce = "acts for all at once, and cannot wait for effective_from";
        if (!after.name().equals(before.name())) {
            body.error("name", atOnce);
        }
        if (!after.quotaScope().equals(before.quotaScope())) {
            body.error("quota_scope", atOnce);
        }
        if (!after.enforcement().equals(before.enforcement())) {
            body.error("enforcement", atOnce);
        }
        if (after.hold() != before.hold()) {
            body.error("hold", atOnce);
        }
        body.check();
        return after;
    }

    private static ResponseEntity<Plan> answer(HttpStatus status, Plan plan) {
        return ResponseEntity.status(status)
                .eTag(Precondition.tag(plan.version()))
                .body(plan);
    }

    /** What the body says, and of the rest what {@code known} says. */
    private static Plan read(Body body, Plan known) {
        String name = body.text("name", NAME_LENGTH_MAX);
        String scope = body.choice("quota_scope", Plan.PER_KEY, Plan.PER_ACCOUNT);
        String enforcement = body.choice("enforcement", Plan.AVAILABLE, Plan.STRICT);
        Boolean hold = body.flag("hold");
        return new Plan(
                known.id(),
                known.version(),
                Objects.requireNonNullElse(name, known.name()),
                body.has("daily_limit") ? body.number("daily_limit", 0, LIMIT_MAX) : known.dailyLimit(),
                Objects.requireNonNullElse(scope, known.quotaScope()),
                Objects.requireNonNullElse(enforcement, known.enforcement()),
                body.has("burst_per_second") ? body.number("burst_per_second", 1, BURST_MAX) : known.burstPerSecond(),
                body.has("max_keys") ? body.number("max_keys", 1, KEYS_MAX) : known.maxKeys(),
                hold == null ? known.hold() : hold,
                known.editions());
    }
}
