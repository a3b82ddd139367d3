package dev.tollgate.admin.billing;

import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** What plans cost, and cost before. A price is never changed: another follows it. */
@Component
final class Prices {
    private static final String COLUMNS = "plan_id, version, effective_from, for_existing, terms";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final Clock clock;

    Prices(JdbcClient database, TransactionTemplate transactions, AuditLog audit, ObjectMapper json, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** The prices of all plans, by the plans' ids, the first one first. */
    Map<String, List<Price>> all() {
        return database
                .sql("SELECT " + COLUMNS + " FROM plan_prices ORDER BY plan_id, version")
                .query(this::read)
                .list()
                .stream()
                .collect(Collectors.groupingBy(Price::planId));
    }

    /** The prices of a plan, the latest first. */
    List<Price> of(String planId) {
        return database.sql("SELECT " + COLUMNS + " FROM plan_prices WHERE plan_id = ? ORDER BY version DESC")
                .param(planId)
                .query(this::read)
                .list();
    }

    /**
     * Adds a price.
     *
     * @param from from tomorrow on, for the past is billed already; a plan's first price, from today on
     * @throws ProblemException if there is no such plan, or the day has begun
     */
    Price add(String planId, LocalDate from, boolean forExisting, PriceTerms terms) {
        return Objects.requireNonNull(transactions.execute(status -> {
            requirePlan(planId);
            List<Price> before = of(planId);
            LocalDate first =
                    clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(before.isEmpty() ? 0 : 1);
            if (from.isBefore(first)) {
                throw ProblemException.invalid(List.of(new FieldError(
                        "effective_from", "must be " + first + " or later: what was before is billed as it was")));
            }
            int version = before.isEmpty() ? 1 : before.get(0).version() + 1;
            Price price = new Price(planId, version, from, forExisting, terms);
            database.sql("INSERT INTO plan_prices (" + COLUMNS + ", at) VALUES (?, ?, ?, ?, ?::jsonb, ?)")
                    .params(
                            planId,
                            version,
                            Date.valueOf(from),
                            forExisting,
                            json.writeValueAsString(terms),
                            Timestamp.from(clock.instant()))
                    .update();
            audit.record(
                    "plan.priced", "plan", planId, before.isEmpty() ? null : recorded(before.get(0)), recorded(price));
            return price;
        }));
    }

    /** One after the other: the row of the plan stays locked until the transaction ends. */
    private void requirePlan(String planId) {
        boolean there = database.sql("SELECT id FROM plans WHERE id = ? FOR UPDATE")
                .param(planId)
                .query(String.class)
                .optional()
                .isPresent();
        if (!there) {
            throw ProblemException.notFound("There is no such plan.");
        }
    }

    private Map<String, Object> recorded(Price price) {
        Map<String, Object> terms = json.convertValue(price.terms(), new TypeReference<TreeMap<String, Object>>() {});
        terms.put("version", price.version());
        terms.put("effective_from", price.effectiveFrom().toString());
        terms.put("for_existing", price.forExisting());
        return terms;
    }

    private Price read(ResultSet row, int n) throws SQLException {
        return new Price(
                row.getString("plan_id"),
                row.getInt("version"),
                row.getDate("effective_from").toLocalDate(),
                row.getBoolean("for_existing"),
                json.readValue(row.getString("terms"), PriceTerms.class));
    }
}
