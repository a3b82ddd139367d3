package dev.tollgate.auth.follow;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.TopicSetup;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure, in the background and for as long as it takes, that the topics are there. */
public final class TopicsAtStart implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicsAtStart.class);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final long RETRY_MILLIS_MIN = 100;
    private static final long RETRY_MILLIS_MAX = 5_000;
    private static final long STOP_MILLIS_MAX = 2_000;

    private final KafkaConnection kafka;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable String problem;
    private @Nullable Thread thread;

    public TopicsAtStart(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** Looks for the topics, makes those that are missing, then runs {@code next}. Returns at once; call it once. */
    public synchronized void whenThere(Runnable next) {
        Thread searching = new Thread(() -> search(next), "tollgate-topics");
        searching.setDaemon(true);
        searching.start();
        thread = searching;
    }

    /** What is in the way, for a person; null for nothing. */
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public synchronized void close() {
        stopping.countDown();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(STOP_MILLIS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void search(Runnable next) {
        long retryMillis = RETRY_MILLIS_MIN;
        try {
            while (!areThere()) {
                if (stopping.await(retryMillis, TimeUnit.MILLISECONDS)) {
                    return;
                }
                retryMillis = Math.min(retryMillis * 2, RETRY_MILLIS_MAX);
            }
        } catch (InterruptedException e) {
            log.debug("Stopped before the topics were there.", e);
            return;
        }
        if (stopping.getCount() > 0) {
            next.run();
        }
    }

    private boolean areThere() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG, "auth-api-topics",
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)))) {
            TopicSetup.ensure(admin);
            problem = null;
            return true;
        } catch (IllegalStateException e) {
            log.debug("The topics are not as expected.", e);
            tell(String.valueOf(e.getMessage()));
        } catch (ExecutionException | KafkaException e) {
            log.debug("The topics could not be looked at.", e);
            tell(kafka.whyNot(e));
        }
        return false;
    }

    /** Once, not with every try. */
    private void tell(String sentence) {
        if (!sentence.equals(problem)) {
            problem = sentence;
            log.warn("{}", sentence);
        }
    }
}
