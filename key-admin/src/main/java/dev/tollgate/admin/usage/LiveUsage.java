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
final class LiveUsage implements SmartLifecycle {
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

    /** What each account's usage was at the last look; the timer's thread alone uses it. */
    private Map<String, Long> known = Map.of();

    private long ticks;
    private boolean failing;
    private volatile boolean running;

    private record Watcher(String accountId, SseEmitter page) {}

    LiveUsage(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @throws ProblemException if too many watch already */
    SseEmitter watch(String accountId) {
        if (!running || watchers.size() >= WATCHERS_MAX) {
            throw ProblemException.unavailable(
                    "Too many pages are open. This one shows what was when it was loaded.", RETRY_AFTER_SECONDS);
        }
        Watcher watcher = new Watcher(accountId, new SseEmitter(LENGTH.toMillis()));
        watcher.page().onCompletion(() -> watchers.remove(watcher));
        watcher.page().onTimeout(watcher.page()::complete);
        watchers.add(watcher);
        return watcher.page();
    }

    private void look() {
        try {
            ticks++;
            if (watchers.isEmpty()) {
                known = Map.of();
                return;
            }
            Map<String, Long> now =
                    usageOf(watchers.stream().map(Watcher::accountId).collect(Collectors.toSet()));
            boolean lifeSign = ticks % SILENCE_MAX.dividedBy(EACH) == 0;
            for (Watcher watcher : watchers) {
                Long usage = now.get(watcher.accountId());
                if (usage != null && !usage.equals(known.getOrDefault(watcher.accountId(), usage))) {
                    tell(watcher, SseEmitter.event().name("usage").data(""));
                } else if (lifeSign) {
                    tell(watcher, SseEmitter.event().comment(""));
                }
            }
            known = now;
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

    /** A number for each of the accounts that changes with its usage of today; 0 where there is none yet. */
    private Map<String, Long> usageOf(Set<String> accounts) {
        Map<String, Long> usage = new HashMap<>();
        accounts.forEach(account -> usage.put(account, 0L));
        database.sql("SELECT account_id, sum(admitted_requests + refused_requests) AS requests FROM usage_daily"
                        + " WHERE day = ? AND account_id = ANY (?) GROUP BY account_id")
                .params(
                        Date.valueOf(clock.instant().atZone(ZoneOffset.UTC).toLocalDate()),
                        accounts.toArray(String[]::new))
                .query((RowCallbackHandler) row -> usage.put(row.getString("account_id"), row.getLong("requests")));
        return usage;
    }

    private void tell(Watcher watcher, SseEventBuilder event) {
        try {
            watcher.page().send(event);
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
        watchers.forEach(watcher -> watcher.page().complete());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
