package dev.tollgate.chaos.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.chaos.audit.Refold.StateId;
import dev.tollgate.chaos.audit.Refold.Usage;
import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import dev.tollgate.chaos.customer.Customer.Terms;
import dev.tollgate.chaos.customer.KeyAdmin;
import dev.tollgate.chaos.load.Answers;
import dev.tollgate.chaos.load.Load;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.QuotaState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/** Compares all books that are kept of the same requests: the callers', the log's, the ledger's, the database's. */
public final class Audit {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final Cluster cluster;
    private final KeyAdmin admin;
    private final LogReader logs;
    private final List<String> findings = new ArrayList<>();

    public Audit(Cluster cluster, KeyAdmin admin) {
        this.cluster = cluster;
        this.admin = admin;
        this.logs = new LogReader(cluster.bootstrapServers());
    }

    /**
     * Waits until all is quiet, and compares.
     *
     * @return what does not agree, a sentence each
     */
    public Report check(List<Customer> customers, Load load) {
        Map<TopicPartition, Long> events = new Settling(cluster, logs).await();
        Refold refold = new Refold();
        logs.read(events, refold::add);
        checkAnswers(customers, load);
        checkCallersAgainstLedger(customers, load, refold);
        checkQuotas(customers, refold);
        findings.addAll(refold.unproven());
        checkQuotaStates(refold);
        Map<DayKey, Long> ledger = admitted(refold.byKey());
        compare("usage-daily", usageDaily(), ledger);
        compare("PostgreSQL", postgres(), ledger);
        checkReconciliation(ledger);
        checkDeadLetters();
        return report(customers, load, refold);
    }

    /** No valid key is refused but for want of quota; by a strict plan, also for want of an answer. */
    private void checkAnswers(List<Customer> customers, Load load) {
        for (Customer customer : customers) {
            for (ApiKey key : customer.keys()) {
                load.answers(key).requestsByStatus().forEach((status, requests) -> {
                    boolean limited = customer.terms().limit() != null;
                    boolean expected = status == OK
                            || (status == TOO_MANY_REQUESTS && limited)
                            || (status == UNAVAILABLE && customer.terms().strict());
                    if (!expected) {
                        findings.add(requests + " requests of " + key + " (" + customer.terms() + ") were answered "
                                + status + ".");
                    }
                });
            }
        }
    }

    private void checkCallersAgainstLedger(List<Customer> customers, Load load, Refold refold) {
        Map<String, Long> counted = new HashMap<>();
        refold.byKey().forEach((day, usage) -> counted.merge(day.id(), usage.admitted, Long::sum));
        for (Customer customer : customers) {
            for (ApiKey key : customer.keys()) {
                Answers answers = load.answers(key);
                long ledger = counted.getOrDefault(key.id(), 0L);
                if (ledger < answers.admitted() || ledger > answers.admitted() + answers.cut()) {
                    findings.add(key + " was answered 200 for " + answers.admitted() + ", and not at all for "
                            + answers.cut() + ", but the ledger has " + ledger + ".");
                }
            }
        }
    }

    private void checkQuotas(List<Customer> customers, Refold refold) {
        Map<String, Terms> terms = new HashMap<>();
        customers.forEach(
                customer -> customer.keys().forEach(key -> terms.put(customer.subject(key), customer.terms())));
        refold.bySubject().forEach((subject, usage) -> {
            Terms its = terms.get(subject.id());
            Long limit = its == null ? null : its.limit();
            if (its == null || limit == null) {
                return;
            }
            // What a silent gateway held is not lent again where the plan says hold.
            long excused = usage.unleased + (its.hold() ? 0 : usage.late);
            if (usage.admitted > limit + excused) {
                findings.add(subject + " has " + usage.admitted + " of " + limit + ", of which " + usage.unleased
                        + " were admitted without an allowance, and " + usage.late + " heard of too late.");
            }
            if (its.strict() && usage.unleased > 0) {
                findings.add(subject + " is strict, and " + usage.unleased + " were admitted without an allowance.");
            }
        });
    }

    /** Every answer that the ledger ever gave is the one that follows from the log. */
    private void checkQuotaStates(Refold refold) {
        Set<StateId> seen = new HashSet<>();
        logs.read(logs.ends(Topic.QUOTA_STATE), record -> {
            try {
                QuotaState written = QuotaState.parseFrom(record.value());
                seen.add(Refold.id(written));
                QuotaState folded = refold.state(Refold.id(written));
                // Behind where the fold ended there are only ticks, but a tick can end a run.
                if (folded != null && !folded.equals(written)) {
                    findings.add("After offset " + written.getPosition().getOffset() + " the ledger said " + written
                            + " where its log says " + folded + ".");
                }
            } catch (InvalidProtocolBufferException e) {
                findings.add("A record of quota-state is none: " + record);
            }
        });
        refold.lastStates().stream()
                .filter(last -> !seen.contains(last))
                .forEach(last -> findings.add(
                        "The ledger never said how " + last.subject() + " stood after offset " + last.offset() + "."));
    }

    private static Map<DayKey, Long> admitted(Map<DayKey, Usage> usages) {
        Map<DayKey, Long> admitted = new TreeMap<>();
        usages.forEach((key, usage) -> admitted.put(key, usage.admitted));
        return admitted;
    }

    private Map<DayKey, Long> usageDaily() {
        Map<DayKey, DailyUsage> latest = new TreeMap<>();
        logs.read(logs.ends(Topic.USAGE_DAILY), record -> {
            DailyUsage usage = dailyUsage(record);
            latest.put(new DayKey(usage.getDay(), usage.getKeyId()), usage);
        });
        Map<DayKey, Long> admitted = new TreeMap<>();
        latest.forEach((key, usage) -> admitted.put(key, usage.getAdmitted()));
        return admitted;
    }

    private static DailyUsage dailyUsage(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DailyUsage.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A record of usage-daily is none: " + record, e);
        }
    }

    private Map<DayKey, Long> postgres() {
        Map<DayKey, Long> admitted = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(
                        cluster.database().url(),
                        cluster.database().user(),
                        cluster.database().password());
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT day - date '1970-01-01' AS day, key_id, admitted FROM usage_daily")) {
            while (rows.next()) {
                admitted.put(new DayKey(rows.getInt("day"), rows.getString("key_id")), rows.getLong("admitted"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL could not be asked for its usage.", e);
        }
        return admitted;
    }

    private void compare(String book, Map<DayKey, Long> said, Map<DayKey, Long> ledger) {
        Map<DayKey, Long> all = new TreeMap<>(said);
        all.putAll(ledger);
        for (DayKey key : all.keySet()) {
            if (!Objects.equals(said.get(key), ledger.get(key))) {
                findings.add(key + ": " + book + " has " + said.get(key) + ", the ledger " + ledger.get(key) + ".");
            }
        }
    }

    /** Its own comparison finds what this one does. */
    private void checkReconciliation(Map<DayKey, Long> ledger) {
        JsonNode books = admin.reconcile();
        long all = ledger.values().stream().mapToLong(Long::longValue).sum();
        JsonNode admitted = books.path("admitted");
        if (!books.path("agrees").asBoolean() || admitted.valueStream().anyMatch(book -> book.asLong() != all)) {
            findings.add("The ledger has " + all + ", and reconciliation says " + books + ".");
        }
    }

    private void checkDeadLetters() {
        logs.read(
                logs.ends(Topic.DEAD_LETTERS),
                record -> findings.add("There is a dead letter at " + record.offset() + "."));
    }

    private Report report(List<Customer> customers, Load load, Refold refold) {
        Map<Integer, Long> byStatus = new TreeMap<>();
        long cut = 0;
        for (Customer customer : customers) {
            for (ApiKey key : customer.keys()) {
                Answers answers = load.answers(key);
                answers.requestsByStatus().forEach((status, requests) -> byStatus.merge(status, requests, Long::sum));
                cut += answers.cutRequests();
            }
        }
        long unleased = 0;
        long late = 0;
        for (Usage usage : refold.bySubject().values()) {
            unleased += usage.requests.getOrDefault(Outcome.ADMITTED_UNLEASED, 0L);
            late += usage.late;
        }
        return new Report(byStatus, cut, unleased, late, refold.duplicates(), List.copyOf(findings));
    }
}
