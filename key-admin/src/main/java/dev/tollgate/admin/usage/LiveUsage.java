package dev.tollgate.admin.usage;

import dev.tollgate.admin.web.ProblemException;
import java.io.IOException;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Tells open pages that usage has changed; what it is now they ask for themselves, with the rights that they have then. Looks at
 * the accounts that somebody watches, once a second, in one question to the database: another instance may have written it.
 */
@Component
public final class LiveUsage implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LiveUsage.class);
    private static final int WATCHERS_MAX = 1_000;
    private static final Duration EACH = Duration.ofSeconds(1);

    /** Then the browser asks again, and so does somebody whether it still may. */
    private static final Duration LENGTH = Duration.ofMinutes(5);

    /** So that a browser that is gone is found out, and a proxy does not think so. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private static final long RETRY_AFTER_SECONDS = 30;

    private final JdbcClient database;
    private final Clock clock;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "live-usage"));

    private long ticks;
    private boolean failing;
    private volatile boolean running;

    /** An open page, and the mark of what it shows; once it is among the watchers, the timer's thread alone uses that. */
    private static final class Watcher {
        final String accountId;
        final SseEmitter page = new SseEmitter(LENGTH.toMillis());
        long mark;

        Watcher(String accountId, long mark) {
            this.accountId = accountId;
            this.mark = mark;
        }
    }

    LiveUsage(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A number that changes with an account's usage of today. To be asked for before the usage that a page shows. */
    public long mark(String accountId) {
        return marksOf(Set.of(accountId)).getOrDefault(accountId, 0L);
    }

    /**
     * Tells a page when there is usage that it does not show.
     *
     * @param mark of what it shows
     * @throws ProblemException if too many watch already
     */
    SseEmitter watch(String accountId, long mark) {
        if (!running || watchers.size() >= WATCHERS_MAX) {
            throw ProblemException.unavailable(
                    "Too many pages are open. This one shows what was when it was loaded.", RETRY_AFTER_SECONDS);
        }
        Watcher watcher = new Watcher(accountId, mark);
        watcher.page.onCompletion(() -> watchers.remove(watcher));
        watcher.page.onTimeout(watcher.page::complete);
        watchers.add(watcher);
        // The head of an answer goes with its first bytes: else nobody knows for a while whether they are listened to.
        tell(watcher, SseEmitter.event().comment(""));
        return watcher.page;
    }

    private void look() {
        try {
            ticks++;
            if (watchers.isEmpty()) {
                return;
            }
            Map<String, Long> marks =
                    marksOf(watchers.stream().map(watcher -> watcher.accountId).collect(Collectors.toSet()));
            boolean lifeSign = ticks % SILENCE_MAX.dividedBy(EACH) == 0;
            for (Watcher watcher : watchers) {
                // Not there: it has come in the meantime.
                long mark = marks.getOrDefault(watcher.accountId, watcher.mark);
                if (mark != watcher.mark) {
                    watcher.mark = mark;
                    tell(watcher, SseEmitter.event().name("usage").data(""));
                } else if (lifeSign) {
                    tell(watcher, SseEmitter.event().comment(""));
                }
            }
            failing = false;
        } catch (DataAccessException e) {
            if (!failing) {
                log.warn("Open pages are not told of new usage, for the database does not answer");
                log.debug("What it said", e);
            }
            failing = true;
        } catch (RuntimeException e) {
            log.error("Open pages were not told of new usage", e);
        }
    }

    /** 0 where there is no usage yet. */
    private Map<String, Long> marksOf(Set<String> accounts) {
        Map<String, Long> marks = new HashMap<>();
        accounts.forEach(account -> marks.put(account, 0L));
        database.sql("SELECT account_id, admitted_requests + refused_requests AS requests FROM account_usage_daily"
                        + " WHERE day = ? AND account_id = ANY (?)")
                .params(
                        Date.valueOf(clock.instant().atZone(ZoneOffset.UTC).toLocalDate()),
                        accounts.toArray(String[]::new))
                .query((RowCallbackHandler) row -> marks.put(row.getString("account_id"), row.getLong("requests")));
        return marks;
    }

    private void tell(Watcher watcher, SseEventBuilder event) {
        try {
            watcher.page.send(event);
        } catch (IOException | IllegalStateException e) {
            log.debug("A page was closed", e);
            watchers.remove(watcher);
        }
    }

    @Override
    public void start() {
        running = true;
        var unused = timer.scheduleWithFixedDelay(this::look, EACH.toMillis(), EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Before the server stops, which would wait for them. */
    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        watchers.forEach(watcher -> watcher.page.complete());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
