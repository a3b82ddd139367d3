package dev.tollgate.admin.webhook;

import dev.tollgate.admin.sql.BulkInsert;
import dev.tollgate.admin.web.Ids;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;

/** What others are told of. Written down in the transaction in which it happens: one is never there without the other. */
@Component
public final class WebhookEvents {
    private final JdbcClient database;
    private final BulkInsert insert;
    private final Ids ids;
    private final ObjectMapper json;
    private final Clock clock;

    WebhookEvents(JdbcClient database, JdbcTemplate jdbc, Ids ids, ObjectMapper json, Clock clock) {
        this.database = database;
        this.insert = new BulkInsert(jdbc, "webhook_events", "id, type, at, body");
        this.ids = ids;
        this.json = json;
        this.clock = clock;
    }

    /** Whether anybody wants to be told of such a thing. */
    public boolean isWanted(EventType type) {
        return database.sql("SELECT EXISTS (SELECT FROM webhooks WHERE state = 'active'"
                        + " AND (events = '{}' OR ? = ANY (events)))")
                .param(type.word())
                .query(Boolean.class)
                .single();
    }

    /**
     * Has those told who want to be.
     *
     * @param data what happened, by the names of the API. Holds no secrets.
     */
    public void publish(EventType type, List<? extends Map<String, ?>> data) {
        if (data.isEmpty() || !isWanted(type)) {
            return;
        }
        publish(type, data, "state = 'active' AND (events = '{}' OR ? = ANY (events))", type.word());
    }

    /** Tells one webhook that it works, whatever it wants to be told of. */
    void publishTest(String webhookId) {
        publish(EventType.WEBHOOK_TEST, List.of(Map.of("webhook_id", webhookId)), "id = ?", webhookId);
    }

    private void publish(EventType type, List<? extends Map<String, ?>> data, String whom, String parameter) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<@Nullable Object[]> events = new ArrayList<>(data.size());
        for (Map<String, ?> one : data) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("type", type.word());
            body.put("timestamp", now.toString());
            body.put("data", one);
            events.add(new Object[] {ids.next("msg"), type.word(), now, json.writeValueAsString(body)});
        }
        insert.insert(events);
        database.sql("INSERT INTO webhook_deliveries (webhook_id, event_id, since, attempts, next_at)"
                        + " SELECT id, event_id, ?, 0, ? FROM webhooks CROSS JOIN unnest(?::text[]) AS event_id WHERE "
                        + whom)
                .params(
                        Timestamp.from(now),
                        Timestamp.from(now),
                        events.stream().map(event -> (String) event[0]).toArray(String[]::new),
                        parameter)
                .update();
    }
}
