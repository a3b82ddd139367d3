package dev.tollgate.admin.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries the outbox to Kafka: woken by each commit here, and once a second for what other instances have left. One
 * instance at a time, so that the order of the rows is the order in the topic.
 */
@Component
final class OutboxPublisher implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final int ROWS_MAX = 500;
    private static final long LOOK_MS = 1_000;
    private static final long STOP_MS_MAX = 3_000;

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Producer<byte[], byte[]> producer;
    private final Counter published;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private boolean failing;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long id, String topic, byte[] key, byte[] value) {}

    OutboxPublisher(
            JdbcClient database,
            TransactionTemplate transactions,
            Producer<byte[], byte[]> producer,
            MeterRegistry registry) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.published = Counter.builder("tollgate.outbox.published")
                .description("Records that Kafka has taken from the outbox")
                .register(registry);
        Gauge.builder("tollgate.outbox.depth", this, OutboxPublisher::depth)
                .description("Records that Kafka has not taken yet")
                .register(registry);
    }

    void wake() {
        wakes.release();
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        running = true;
        Thread started = new Thread(this::run, "outbox");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread stopping;
        synchronized (this) {
            running = false;
            stopping = thread;
        }
        wake();
        if (stopping != null) {
            try {
                stopping.join(STOP_MS_MAX);
                // Where Kafka is away, there is nothing to be waited for: the rows stay.
                stopping.interrupt();
                stopping.join(STOP_MS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                // Many commits at once need one look only.
                if (wakes.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
                publishAll();
                succeeded();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // Whatever it is: no other thread tells the gates.
                failed(e);
            }
        }
    }

    private void publishAll() {
        int sent = ROWS_MAX;
        while (sent == ROWS_MAX && running) {
            Integer rows = transactions.execute(status -> publishSome());
            sent = rows == null ? 0 : rows;
            published.increment(sent);
        }
    }

    /** Sends rows and deletes them in one transaction: if Kafka does not take them, they stay. */
    private int publishSome() {
        // Waits for an instance that is at it: what was committed here may be too late for its look.
        database.sql("SELECT pg_advisory_xact_lock(hashtext('tollgate.outbox'))")
                .query(String.class)
                .single();
        List<Row> rows = database.sql("SELECT id, topic, record_key, value FROM outbox ORDER BY id LIMIT ?")
                .param(ROWS_MAX)
                .query((found, n) ->
                        new Row(found.getLong(1), found.getString(2), found.getBytes(3), found.getBytes(4)))
                .list();
        if (rows.isEmpty()) {
            return 0;
        }
        send(rows);
        Long[] ids = rows.stream().map(Row::id).toArray(Long[]::new);
        database.sql("DELETE FROM outbox WHERE id = ANY (?)").param(ids).update();
        return rows.size();
    }

    /**
     * Sends all, or throws. Returns or throws only when Kafka has taken each that was sent or the producer has given it
     * up: a record that is still on its way could pass a newer one that another instance sends next.
     */
    private void send(List<Row> rows) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Future<RecordMetadata> one = producer.send(new ProducerRecord<>(row.topic(), row.key(), row.value()));
            sent.add(one);
            if (one.isDone() && failureOf(one) != null) {
                // It took seconds to find no broker; the others would take as long each.
                break;
            }
        }
        List<Throwable> failures = sent.stream()
                .map(OutboxPublisher::failureOf)
                .filter(Objects::nonNull)
                .toList();
        if (!failures.isEmpty()) {
            throw new KafkaException(
                    "Kafka does not take its records: " + failures.get(0).getMessage());
        }
    }

    /** Waits until Kafka has taken a record, or the producer has given it up. */
    private static @Nullable Throwable failureOf(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            log.info("The outbox is emptied again");
        }
    }

    private void failed(RuntimeException e) {
        if (!failing && running) {
            failing = true;
            log.warn(
                    "The outbox is not emptied; what it holds waits in the database. {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private double depth() {
        try {
            return database.sql("SELECT count(*) FROM outbox").query(Long.class).single();
        } catch (DataAccessException e) {
            log.debug("The outbox cannot be counted", e);
            return Double.NaN;
        }
    }
}
