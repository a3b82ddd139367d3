package dev.tollgate.auth.follow;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when the broker goes away and comes back, and says each once. Used by one thread. */
final class BrokerContact {
    /** A broker that has nothing new answers a fetch after half a second. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(BrokerContact.class);

    private final String view;
    private double answersSeen = -1;
    private long lastAnswerMs;
    private boolean away;

    BrokerContact(String view, long nowMs) {
        this.view = view;
        this.lastAnswerMs = nowMs;
    }

    /** Forgets the count of a consumer that is closed. */
    void consumerReplaced() {
        answersSeen = -1;
    }

    /**
     * Takes how many answers the broker has given to this consumer.
     *
     * @return whether there was one since the last call
     */
    boolean answers(double count, long nowMs) {
        boolean fresh = count > Math.max(0, answersSeen);
        answersSeen = count;
        if (fresh) {
            lastAnswerMs = nowMs;
            back();
        } else if (nowMs - lastAnswerMs > SILENCE_MAX.toMillis()) {
            lost("no answer for " + SILENCE_MAX.toSeconds() + " s");
        }
        return fresh;
    }

    /** The broker could not be asked. */
    void lost(String reason) {
        if (!away) {
            away = true;
            log.warn("Kafka is away: the view of {} stays as it is until it is back. ({})", view, reason);
        }
    }

    private void back() {
        if (away) {
            away = false;
            log.info("Kafka is back: the view of {} goes on.", view);
        }
    }

    boolean isAway() {
        return away;
    }
}
