package dev.tollgate.admin.plan;

import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.outbox.Outbox;
import dev.tollgate.admin.outbox.Outbox.Owed;
import dev.tollgate.admin.plan.Plan.Edition;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** The plans and what they said at any time. A change is a new version, and is told to the gates. */
@Component
public final class Plans {
    private static final String COLUMNS =
            "id, version, name, daily_limit, quota_scope, enforcement, burst_per_second, max_keys, hold";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final Clock clock;

    Plans(
            JdbcClient database,
            TransactionTemplate transactions,
            Outbox outbox,
            AuditLog audit,
            ObjectMapper json,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** All of them, the smallest first. */
    public List<Plan> all() {
        Map<String, List<Edition>> editions = new HashMap<>();
        database.sql("SELECT * FROM plan_editions ORDER BY plan_id, number").query((RowCallbackHandler)
                row -> editions.computeIfAbsent(row.getString("plan_id"), id -> new ArrayList<>())
                        .add(readEdition(row)));
        return database
                .sql("SELECT " + COLUMNS + " FROM plans ORDER BY daily_limit NULLS LAST, id")
                .query(Plans::read)
                .list()
                .stream()
                .map(plan -> plan.with(editions.getOrDefault(plan.id(), List.of())))
                .toList();
    }

    /** The plan with that id. */
    public Optional<Plan> find(String id) {
        return find(id, "");
    }

    private Optional<Plan> find(String id, String lock) {
        return database.sql("SELECT " + COLUMNS + " FROM plans WHERE id = ?" + lock)
                .param(id)
                .query(Plans::read)
                .optional()
                .map(plan -> plan.with(editions(id)));
    }

    private List<Edition> editions(String id) {
        return database.sql("SELECT * FROM plan_editions WHERE plan_id = ? ORDER BY number")
                .param(id)
                .query((row, n) -> readEdition(row))
                .list();
    }

    /** What a plan, which there must be, says today for an account that came to it on {@code came}. */
    public Plan of(String id, LocalDate came) {
        return find(id).orElseThrow().on(today(), came);
    }

    private LocalDate today() {
        return UtcDay.date(UtcDay.of(clock.millis()));
    }

    /** Those of the accounts whose plan counts by key today; a change of that acts from the next day on. */
    public Set<String> countingByKey(Collection<String> accountIds) {
        return Set.copyOf(
                database.sql("SELECT a.id FROM plans p JOIN accounts a ON a.plan_id = p.id WHERE a.id = ANY (?)"
                                + " AND CASE WHEN p.quota_scope_from_day > ? THEN p.quota_scope_before ELSE p.quota_scope END"
                                + " = ?")
                        .params(accountIds.toArray(String[]::new), UtcDay.of(clock.millis()), Plan.PER_KEY)
                        .query(String.class)
                        .list());
    }

    /**
     * What a plan said.
     *
     * @param at since when
     * @param terms what it said, by the names of the API
     */
    record Version(long version, Instant at, Map<String, Object> terms) {}

    /** What a plan has said, the latest first. */
    List<Version> versions(String id, int most) {
        return database.sql(
                        "SELECT version, at, terms FROM plan_versions WHERE plan_id = ? ORDER BY version DESC LIMIT ?")
                .params(id, most)
                .query((row, n) -> new Version(
                        row.getLong("version"),
                        row.getTimestamp("at").toInstant(),
                        json.readValue(row.getString("terms"), new TypeReference<Map<String, Object>>() {})))
                .list();
    }

    /** How many accounts have each plan; those that nobody has are left out. */
    Map<String, Long> accountsByPlan() {
        Map<String, Long> accounts = new HashMap<>();
        database.sql("SELECT plan_id, count(*) FROM accounts WHERE state <> 'deleted' GROUP BY plan_id")
                .query((RowCallbackHandler) row -> accounts.put(row.getString(1), row.getLong(2)));
        return accounts;
    }

    Plan create(Plan plan) {
        return inTransaction(() -> {
            Timestamp now = Timestamp.from(clock.instant());
            try {
                database.sql("INSERT INTO plans (" + COLUMNS + ", quota_scope_before, quota_scope_from_day, created_at,"
                                + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)")
                        .params(Arrays.asList(
                                plan.id(),
                                plan.version(),
                                plan.name(),
                                plan.dailyLimit(),
                                plan.quotaScope(),
                                plan.enforcement(),
                                plan.burstPerSecond(),
                                plan.maxKeys(),
                                plan.hold(),
                                plan.quotaScope(),
                                now,
                                now))
                        .update();
            } catch (DuplicateKeyException e) {
                throw ProblemException.conflict(
                        "There is a plan " + plan.id() + " already. Change it, or use another id.");
            }
            wasChanged(plan, plan.terms());
            audit.record("plan.created", "plan", plan.id(), null, plan.terms());
            return plan;
        });
    }

    /**
     * Changes a plan, if it is still the one that {@code expected} knows.
     *
     * @throws ProblemException if it is not, or is not there
     */
    Plan change(String id, Precondition expected, UnaryOperator<Plan> change) {
        return inTransaction(() -> {
            Plan before = lock(id, expected);
            Plan after = change.apply(before);
            if (after.terms().equals(before.terms())) {
                return before;
            }
            update(before, after);
            updateEditions(before, after);
            wasChanged(after, after.terms());
            audit.record("plan.changed", "plan", id, before.terms(), after.terms());
            return after.with(editions(id));
        });
    }

    /**
     * Gives a plan other limits from a day on, if it is still the one that {@code expected} knows.
     *
     * @param from a day to come
     * @param forExisting whether they are also for accounts that have it already
     * @param change from what the latest edition says
     * @throws ProblemException if it is not, or is not there, or the day has begun
     */
    Plan addEdition(String id, Precondition expected, LocalDate from, boolean forExisting, UnaryOperator<Plan> change) {
        return inTransaction(() -> {
            Plan before = lock(id, expected);
            if (!from.isAfter(today())) {
                throw ProblemException.invalid(List.of(new FieldError(
                        "effective_from", "must be a UTC day to come; leave it out for what acts for all at once")));
            }
            Plan limits = change.apply(before.last());
            Edition edition = new Edition(
                    before.version() + 1,
                    from,
                    forExisting,
                    limits.dailyLimit(),
                    limits.burstPerSecond(),
                    limits.maxKeys());
            database.sql(
                            "INSERT INTO plan_editions (plan_id, number, version, effective_from, for_existing, daily_limit,"
                                    + " burst_per_second, max_keys) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(
                            id,
                            before.editions().size() + 1,
                            edition.version(),
                            Date.valueOf(from),
                            forExisting,
                            edition.dailyLimit(),
                            edition.burstPerSecond(),
                            edition.maxKeys()))
                    .update();
            database.sql("UPDATE plans SET version = ?, updated_at = ? WHERE id = ?")
                    .params(edition.version(), Timestamp.from(clock.instant()), id)
                    .update();
            Plan after = find(id).orElseThrow();
            Map<String, Object> terms = new LinkedHashMap<>(after.with(edition).terms());
            terms.put("effective_from", from.toString());
            terms.put("for_existing", forExisting);
            wasChanged(after, terms);
            audit.record("plan.changed", "plan", id, before.last().terms(), terms);
            return after;
        });
    }

    private Plan lock(String id, Precondition expected) {
        Plan plan =
                find(id, " FOR UPDATE").orElseThrow(() -> ProblemException.notFound("There is no plan " + id + "."));
        expected.check(plan.version());
        return plan;
    }

    /** What is changed for all is changed in each edition, too; of the rest each keeps its own. */
    private void updateEditions(Plan before, Plan after) {
        boolean limit = !Objects.equals(before.dailyLimit(), after.dailyLimit());
        boolean burst = !Objects.equals(before.burstPerSecond(), after.burstPerSecond());
        boolean keys = !Objects.equals(before.maxKeys(), after.maxKeys());
        database.sql("UPDATE plan_editions SET version = ?, daily_limit = CASE WHEN ? THEN ? ELSE daily_limit END,"
                        + " burst_per_second = CASE WHEN ? THEN ? ELSE burst_per_second END,"
                        + " max_keys = CASE WHEN ? THEN ? ELSE max_keys END WHERE plan_id = ?")
                .params(Arrays.asList(
                        after.version(),
                        limit,
                        after.dailyLimit(),
                        burst,
                        after.burstPerSecond(),
                        keys,
                        after.maxKeys(),
                        after.id()))
                .update();
    }

    /** Tells the gates of all plans again. */
    public void republish() {
        transactions.executeWithoutResult(status -> lockAll().forEach(this::publish));
    }

    /** Writes down and publishes the plans that a migration has made. Several instances may do so at once. */
    public void publishSeeded() {
        transactions.executeWithoutResult(status -> {
            lockAll();
            database.sql("SELECT " + COLUMNS + " FROM plans WHERE id NOT IN (SELECT plan_id FROM plan_versions)")
                    .query(Plans::read)
                    .list()
                    .forEach(plan -> wasChanged(plan, plan.terms()));
        });
    }

    private List<String> lockAll() {
        return database.sql("SELECT id FROM plans ORDER BY id FOR UPDATE")
                .query(String.class)
                .list();
    }

    private void update(Plan before, Plan after) {
        if (!before.quotaScope().equals(after.quotaScope())) {
            keepTodaysScope(after.id());
        }
        database.sql("UPDATE plans SET version = ?, name = ?, daily_limit = ?, quota_scope = ?, enforcement = ?,"
                        + " burst_per_second = ?, max_keys = ?, hold = ?, updated_at = ? WHERE id = ?")
                .params(Arrays.asList(
                        after.version(),
                        after.name(),
                        after.dailyLimit(),
                        after.quotaScope(),
                        after.enforcement(),
                        after.burstPerSecond(),
                        after.maxKeys(),
                        after.hold(),
                        Timestamp.from(clock.instant()),
                        after.id()))
                .update();
    }

    /** A new scope begins with a day. Until then it is today's that holds, which may not be the latest one given. */
    private void keepTodaysScope(String id) {
        int today = UtcDay.of(clock.millis());
        database.sql("UPDATE plans SET quota_scope_from_day = ?, quota_scope_before ="
                        + " CASE WHEN quota_scope_from_day > ? THEN quota_scope_before ELSE quota_scope END"
                        + " WHERE id = ?")
                .params(today + 1, today, id)
                .update();
    }

    private void wasChanged(Plan plan, Map<String, Object> terms) {
        database.sql("INSERT INTO plan_versions (plan_id, version, terms, at) VALUES (?, ?, ?::jsonb, ?)")
                .params(plan.id(), plan.version(), json.writeValueAsString(terms), Timestamp.from(clock.instant()))
                .update();
        publish(plan.id());
    }

    private void publish(String id) {
        dev.tollgate.contracts.v1.Plan record = database.sql(
                        "SELECT " + COLUMNS + ", quota_scope_before, quota_scope_from_day FROM plans WHERE id = ?")
                .param(id)
                .query((row, n) -> read(row, n)
                        .with(editions(id))
                        .toRecord(row.getString("quota_scope_before"), row.getInt("quota_scope_from_day")))
                .single();
        outbox.put(Topic.PLANS, List.of(new Owed(id.getBytes(StandardCharsets.UTF_8), record.toByteArray())));
    }

    private Plan inTransaction(Supplier<Plan> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    private static Plan read(ResultSet row, int n) throws SQLException {
        return new Plan(
                row.getString("id"),
                row.getLong("version"),
                row.getString("name"),
                row.getObject("daily_limit", Long.class),
                row.getString("quota_scope"),
                row.getString("enforcement"),
                row.getObject("burst_per_second", Long.class),
                row.getObject("max_keys", Long.class),
                row.getBoolean("hold"),
                List.of());
    }

    private static Edition readEdition(ResultSet row) throws SQLException {
        return new Edition(
                row.getLong("version"),
                row.getDate("effective_from").toLocalDate(),
                row.getBoolean("for_existing"),
                row.getObject("daily_limit", Long.class),
                row.getObject("burst_per_second", Long.class),
                row.getObject("max_keys", Long.class));
    }
}
