package dev.tollgate.admin.webhook;

import dev.tollgate.admin.webhook.Deliveries.Due;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.ObjectMapper;

/** Sends what is due. Several at once: a receiver that hangs holds up no more than its own. */
final class DeliveryRun implements AutoCloseable {
    private static final int AT_ONCE = 16;

    private final Deliveries deliveries;
    private final Signing signing;
    private final Sender sender;
    private final Mails mails;
    private final ObjectMapper json;
    private final Clock clock;
    private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "webhooks");
        thread.setDaemon(true);
        return thread;
    });

    DeliveryRun(Deliveries deliveries, Signing signing, Sender sender, Mails mails, ObjectMapper json, Clock clock) {
        this.deliveries = deliveries;
        this.signing = signing;
        this.sender = sender;
        this.mails = mails;
        this.json = json;
        this.clock = clock;
    }

    void sendDue() {
        List<Due> due = deliveries.lease(AT_ONCE);
        while (!due.isEmpty()) {
            List<Callable<Void>> sendings = due.stream()
                    .<Callable<Void>>map(one -> () -> {
                        deliveries.sent(one, send(one));
                        return null;
                    })
                    .toList();
            try {
                // What could not be noted is sent again, when its lease has ended.
                var unused = senders.invokeAll(sendings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            due = deliveries.lease(AT_ONCE);
        }
    }

    private Sender.Sent send(Due due) {
        return switch (due.form()) {
            case Webhook.MAIL -> mails.send(due.url(), due.eventId(), Sentence.of(json.readTree(due.body())));
            case Webhook.SLACK ->
                sender.send(
                        URI.create(due.url()),
                        Map.of(),
                        json.writeValueAsString(Map.of("text", Sentence.of(json.readTree(due.body())))));
            default -> sendSigned(due);
        };
    }

    private Sender.Sent sendSigned(Due due) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        boolean both =
                due.secretBeforeUntil() != null && due.secretBeforeUntil().isAfter(now);
        List<Integer> versions =
                both ? List.of(due.secretVersion(), due.secretVersion() - 1) : List.of(due.secretVersion());
        return sender.send(
                URI.create(due.url()),
                Map.of(
                        "webhook-id", due.eventId(),
                        "webhook-timestamp", Long.toString(now.getEpochSecond()),
                        "webhook-signature", signing.sign(due.webhookId(), versions, due.eventId(), now, due.body())),
                due.body());
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}
