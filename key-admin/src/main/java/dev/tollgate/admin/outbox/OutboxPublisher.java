package dev.tollgate.admin.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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
    private static final long ACKNOWLEDGED_SECONDS_MAX = 10;

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
                stopping.join(TimeUnit.SECONDS.toMillis(ACKNOWLEDGED_SECONDS_MAX));
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
            } catch (DataAccessException | TransactionException | KafkaException e) {
                failed(e);
            }
        }
    }

    private void publishAll() {
        int sent = ROWS_MAX;
        while (sent == ROWS_MAX && running) {
            Integer rows = transactions.execute(status -> publishSome());
            sent = rows == null ? 0 : rows;
        }
    }

    /** Sends rows and deletes them in one transaction: if Kafka does not take them, they stay. */
    private int publishSome() {
        boolean mine = database.sql("SELECT pg_try_advisory_xact_lock(hashtext('tollgate.outbox'))")
                .query(Boolean.class)
                .single();
        if (!mine) {
            return 0;
        }
        List<Row> rows = database.sql("SELECT id, topic, record_key, value FROM outbox ORDER BY id LIMIT ?")
                .param(ROWS_MAX)
                .query((found, n) ->
                        new Row(found.getLong(1), found.getString(2), found.getBytes(3), found.getBytes(4)))
                .list();
        if (rows.isEmpty()) {
            return 0;
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        rows.forEach(row -> sent.add(producer.send(new ProducerRecord<>(row.topic(), row.key(), row.value()))));
        sent.forEach(OutboxPublisher::waitFor);
        Long[] ids = rows.stream().map(Row::id).toArray(Long[]::new);
        database.sql("DELETE FROM outbox WHERE id = ANY (?)").param(ids).update();
        published.increment(rows.size());
        return rows.size();
    }

    private static void waitFor(Future<RecordMetadata> sent) {
        try {
            sent.get(ACKNOWLEDGED_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka did not take a record of the outbox.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while Kafka took a record of the outbox.", e);
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            log.info("The outbox reaches Kafka again");
        }
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            failing = true;
            log.warn("The outbox does not reach Kafka; its records wait in the database: {}", e.toString());
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
