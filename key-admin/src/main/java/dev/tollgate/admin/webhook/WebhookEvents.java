package dev.tollgate.admin.webhook;

import dev.tollgate.admin.web.Ids;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;

/** What others are told of. Written down in the transaction in which it happens: one is never there without the other. */
@Component
public final class WebhookEvents {
    private final JdbcClient database;
    private final Ids ids;
    private final ObjectMapper json;
    private final Clock clock;

    WebhookEvents(JdbcClient database, Ids ids, ObjectMapper json, Clock clock) {
        this.database = database;
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
        for (Map<String, ?> one : data) {
            publish(type, one, "state = 'active' AND (events = '{}' OR ? = ANY (events))", type.word());
        }
    }

    /** Tells one webhook that it works, whatever it wants to be told of. */
    void publishTest(String webhookId) {
        publish(EventType.WEBHOOK_TEST, Map.of("webhook_id", webhookId), "id = ?", webhookId);
    }

    private void publish(EventType type, Map<String, ?> data, String whom, String parameter) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = ids.next("msg");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type.word());
        body.put("timestamp", now.toString());
        body.put("data", data);
        database.sql("INSERT INTO webhook_events (id, type, at, body) VALUES (?, ?, ?, ?)")
                .params(id, type.word(), Timestamp.from(now), json.writeValueAsString(body))
                .update();
        database.sql("INSERT INTO webhook_deliveries (webhook_id, event_id, since, attempts, next_at)"
                        + " SELECT id, ?, ?, 0, ? FROM webhooks WHERE " + whom)
                .params(id, Timestamp.from(now), Timestamp.from(now), parameter)
                .update();
    }
}
