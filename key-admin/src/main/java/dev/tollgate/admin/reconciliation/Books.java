package dev.tollgate.admin.reconciliation;

import dev.tollgate.admin.reconciliation.Reconciliation.AccountDifference;
import dev.tollgate.admin.reconciliation.Reconciliation.Admitted;
import dev.tollgate.admin.reconciliation.Reconciliation.InvoiceDifference;
import dev.tollgate.admin.reconciliation.Reconciliation.LogEnd;
import dev.tollgate.admin.sql.BulkInsert;
import dev.tollgate.admin.usage.DayState;
import dev.tollgate.admin.usage.UsageProgress;
import dev.tollgate.admin.usage.UsageRecord;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the books while they are written: first the end of the log is asked for, then it is waited until the tables are complete up to
 * it, then they are looked at, all at one moment, and then the log is read up to where it ends by now. So each row of the tables must be a
 * version that is in the log, and none may be older than the last that was there before.
 */
@Component
final class Books {
    private static final Logger log = LoggerFactory.getLogger(Books.class);

    /** The log keeps forty days; segments and clocks take their part of them. */
    private static final int LOG_DAYS = 38;

    private static final Duration TURN_MAX = Duration.ofSeconds(15);
    private static final Duration COMPLETE_MAX = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int ROWS_AT_ONCE = 10_000;
    private static final int SHOWN_MAX = 100;
    private static final long BUSY_SECONDS = 10;

    private static final List<String> TABLES = List.of(
            "CREATE TEMP TABLE written (day date, key_id text, account_id text, admitted bigint, log_offset bigint) ON COMMIT DROP",
            "CREATE TEMP TABLE told (day date, key_id text, account_id text, admitted bigint, log_offset bigint, earlier boolean)"
                    + " ON COMMIT DROP",
            "CREATE TEMP TABLE books (account_id text, in_log bigint, by_key bigint, by_account bigint, differs boolean) ON COMMIT DROP");

    private static final String WRITTEN = """
            INSERT INTO written SELECT day, key_id, account_id, admitted, log_offset FROM usage_daily WHERE day BETWEEN ? AND ?
            """;

    /** A version that was compacted away since is taken for one that was there, if the log has a later one of the same day and key. */
    private static final String COMPARE = """
            INSERT INTO books
            WITH earlier AS (
                SELECT DISTINCT ON (day, key_id) day, key_id, account_id, admitted, log_offset
                FROM told WHERE earlier ORDER BY day, key_id, log_offset DESC),
            rows AS (
                SELECT coalesce(w.account_id, e.account_id) AS account_id, day, coalesce(w.admitted, 0) AS by_key,
                       CASE WHEN day < ? THEN w.admitted
                            WHEN w.log_offset >= coalesce(e.log_offset, 0) AND t.same IS NOT NULL THEN t.same
                            WHEN w.log_offset >= coalesce(e.log_offset, 0) AND t.later THEN w.admitted
                            ELSE coalesce(e.admitted, 0) END AS in_log
                FROM written w FULL JOIN earlier e USING (day, key_id)
                LEFT JOIN LATERAL (
                    SELECT max(admitted) FILTER (WHERE log_offset = w.log_offset) AS same,
                           bool_or(log_offset > w.log_offset) AS later
                    FROM told WHERE told.day = w.day AND told.key_id = w.key_id) AS t ON true),
            days AS (
                SELECT account_id, day, sum(in_log) AS in_log, sum(by_key) AS by_key, bool_or(in_log <> by_key) AS differs
                FROM rows GROUP BY account_id, day)
            SELECT account_id, sum(coalesce(d.in_log, 0)), sum(coalesce(d.by_key, 0)), sum(coalesce(u.admitted, 0)),
                   bool_or(coalesce(d.differs, false) OR coalesce(d.by_key, 0) <> coalesce(u.admitted, 0))
            FROM days d FULL JOIN (SELECT account_id, day, admitted FROM account_usage_daily WHERE day BETWEEN ? AND ?) AS u
                 USING (account_id, day)
            GROUP BY account_id
            """;

    private static final String BILLED = """
            SELECT p.account_id, p.period_from, p.billed, p.used,
                   coalesce(b.unbilled_from >= p.period_until, false)
                   AND (p.period_until > b.unbilled_from - ?
                        OR EXISTS (SELECT FROM usage_corrections c WHERE c.account_id = p.account_id
                                     AND c.day >= p.period_from AND c.day < p.period_until)) AS is_to_come
            FROM (SELECT i.account_id, i.period_from, i.period_until,
                         sum((SELECT sum(l.admitted) FROM invoice_lines l WHERE l.number = i.number AND l.kind <> 'late_usage'))::bigint
                         + coalesce((SELECT sum(l.admitted) FROM invoices later JOIN invoice_lines l ON l.number = later.number
                                     WHERE later.account_id = i.account_id AND later.period_from >= i.period_until
                                       AND l.kind = 'late_usage' AND (l.begins_at AT TIME ZONE 'UTC')::date = i.period_from), 0)::bigint
                             AS billed,
                         coalesce((SELECT sum(u.admitted) FROM billable_by_account u WHERE u.account_id = i.account_id
                                     AND u.day >= i.period_from AND u.day < i.period_until), 0)::bigint AS used
                  FROM invoices i WHERE i.period_until > ? AND i.period_until <= ?
                  GROUP BY i.account_id, i.period_from, i.period_until) AS p
            LEFT JOIN billing_accounts b ON b.account_id = p.account_id
            """;

    private final KafkaConnection kafka;
    private final JdbcTemplate jdbc;
    private final JdbcClient database;
    private final UsageProgress progress;
    private final Clock clock;
    private final TransactionTemplate atOneMoment;
    private final Semaphore once = new Semaphore(1);

    Books(
            KafkaConnection kafka,
            JdbcTemplate jdbc,
            JdbcClient database,
            UsageProgress progress,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.kafka = kafka;
        this.jdbc = jdbc;
        this.database = database;
        this.progress = progress;
        this.clock = clock;
        this.atOneMoment = new TransactionTemplate(transactions);
        this.atOneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Compares the books of some days. Takes as long as reading the log does, and no more memory for more of it.
     *
     * @throws ProblemException if Kafka does not answer, usage is behind, or the books are being compared already
     */
    Reconciliation compare(LocalDate from, LocalDate to) {
        await();
        try (Consumer<byte[], byte[]> consumer = open()) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.USAGE_DAILY.partitions())
                    .mapToObj(partition -> new TopicPartition(Topic.USAGE_DAILY.topicName(), partition))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            awaitComplete(clock.instant());
            return Objects.requireNonNull(atOneMoment.execute(status -> compare(from, to, consumer, partitions, ends)));
        } catch (KafkaException e) {
            log.debug("The log could not be read", e);
            throw ProblemException.unavailable(kafka.whyNot(e), BUSY_SECONDS);
        } finally {
            once.release();
        }
    }

    /** Whether the tables keep up with the log, so that nobody would have to wait long. */
    boolean canBeCompared() {
        Instant complete = progress.completeAt();
        return complete != null && complete.plus(COMPLETE_MAX).isAfter(clock.instant());
    }

    /** One at a time: each reads all of the log. */
    private void await() {
        try {
            if (once.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ProblemException.unavailable("The books are being compared already.", BUSY_SECONDS);
    }

    private Consumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(ANSWER_MAX.toMillis()),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(ANSWER_MAX.toMillis()))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void awaitComplete(Instant moment) {
        long deadline = System.nanoTime() + COMPLETE_MAX.toNanos();
        Instant complete = progress.completeAt();
        while (complete == null || complete.isBefore(moment)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw ProblemException.unavailable(
                        "The tables of usage are behind the log: wait until usage is complete.", BUSY_SECONDS);
            }
            LockSupport.parkNanos(POLL.toNanos());
            complete = progress.completeAt();
        }
    }

    private Reconciliation compare(
            LocalDate from,
            LocalDate to,
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> earlier) {
        Instant at = clock.instant();
        LocalDate logFrom = UtcDay.date(UtcDay.of(at.toEpochMilli())).minusDays(LOG_DAYS);
        if (logFrom.isBefore(from)) {
            logFrom = from;
        }
        TABLES.forEach(table -> database.sql(table).update());
        database.sql(WRITTEN).params(Date.valueOf(from), Date.valueOf(to)).update();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        read(consumer, partitions, earlier, ends, logFrom, to);
        for (String indexed : List.of("told", "written")) {
            database.sql("CREATE INDEX ON " + indexed + " (day, key_id)").update();
            database.sql("ANALYZE " + indexed).update();
        }
        database.sql(COMPARE)
                .params(Date.valueOf(logFrom), Date.valueOf(from), Date.valueOf(to))
                .update();
        return report(from, to, logFrom, at, ends);
    }

    private void read(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> earlier,
            Map<TopicPartition, Long> ends,
            LocalDate from,
            LocalDate to) {
        BulkInsert insert = new BulkInsert(jdbc, "told", "day, key_id, account_id, admitted, log_offset, earlier");
        List<@Nullable Object[]> rows = new ArrayList<>();
        consumer.seekToBeginning(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(partition, 0L)) {
                    add(rows, record, record.offset() < earlier.getOrDefault(partition, 0L), from, to);
                }
            }
            if (rows.size() >= ROWS_AT_ONCE) {
                insert.insert(rows);
                rows.clear();
            }
        }
        insert.insert(rows);
    }

    private static void add(
            List<@Nullable Object[]> rows,
            ConsumerRecord<byte[], byte[]> record,
            boolean earlier,
            LocalDate from,
            LocalDate to) {
        try {
            DailyUsage usage = UsageRecord.read(record.key(), record.value());
            LocalDate day = UtcDay.date(usage.getDay());
            if (!day.isBefore(from) && !day.isAfter(to)) {
                rows.add(new Object[] {
                    day,
                    usage.getKeyId(),
                    usage.getAccountId(),
                    usage.getAdmitted(),
                    usage.getPosition().getOffset(),
                    earlier
                });
            }
        } catch (MalformedRecordException e) {
            // It was put aside when it was read for the tables.
            log.debug("Passed over {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
        }
    }

    private Reconciliation report(
            LocalDate from, LocalDate to, LocalDate logFrom, Instant at, Map<TopicPartition, Long> ends) {
        TreeMap<Integer, Long> log = new TreeMap<>();
        ends.forEach((partition, end) -> log.put(partition.partition(), end));
        Admitted admitted = database.sql(
                        "SELECT coalesce(sum(in_log), 0), coalesce(sum(by_key), 0), coalesce(sum(by_account), 0) FROM books")
                .query((row, n) -> new Admitted(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
        long accounts = count("SELECT count(*) FROM books");
        long differing = count("SELECT count(*) FROM books WHERE differs");
        List<AccountDifference> differences = database.sql(
                        "SELECT account_id, in_log, by_key, by_account FROM books WHERE differs ORDER BY account_id LIMIT ?")
                .param(SHOWN_MAX)
                .query((row, n) ->
                        new AccountDifference(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
        Reconciliation.Invoices invoices = invoices(from, to);
        return new Reconciliation(
                from,
                to,
                logFrom,
                at,
                log.entrySet().stream()
                        .map(end -> new LogEnd(end.getKey(), end.getValue()))
                        .toList(),
                accounts,
                admitted,
                differing,
                differences,
                invoices,
                differing == 0 && invoices.differing() == 0);
    }

    private long count(String sql) {
        return database.sql(sql).query(Long.class).single();
    }

    private Reconciliation.Invoices invoices(LocalDate from, LocalDate to) {
        String periods = "WITH periods AS (" + BILLED + ") ";
        Object[] days = {DayState.LATE_DAYS, Date.valueOf(from), Date.valueOf(to.plusDays(1))};
        List<InvoiceDifference> differences = database.sql(periods
                        + "SELECT account_id, period_from, billed, used FROM periods WHERE billed <> used AND NOT is_to_come"
                        + " ORDER BY account_id, period_from LIMIT " + SHOWN_MAX)
                .params(days)
                .query((row, n) -> new InvoiceDifference(
                        row.getString("account_id"),
                        row.getDate("period_from").toLocalDate(),
                        row.getLong("billed"),
                        row.getLong("used")))
                .list();
        return database.sql(periods
                        + "SELECT count(*), coalesce(sum(billed), 0), coalesce(sum(used), 0),"
                        + " coalesce(sum(used - billed) FILTER (WHERE is_to_come), 0),"
                        + " count(*) FILTER (WHERE billed <> used AND NOT is_to_come) FROM periods")
                .params(days)
                .query((row, n) -> new Reconciliation.Invoices(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), differences))
                .single();
    }
}
