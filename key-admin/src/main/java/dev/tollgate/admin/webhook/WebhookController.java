package dev.tollgate.admin.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.webhook.Deliveries.Delivery;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/webhooks}. */
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
final class WebhookController {
    private static final int URL_LENGTH_MAX = 1_000;
    private static final String WORDS =
            Arrays.stream(EventType.values()).map(EventType::word).collect(Collectors.joining(", "));

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final WebhookSettings settings;
    private final Mails mails;

    WebhookController(Webhooks webhooks, Deliveries deliveries, WebhookSettings settings, Mails mails) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.settings = settings;
        this.mails = mails;
    }

    /**
     * A webhook whose secret is shown.
     *
     * @param secret by which its receiver knows what comes from here
     */
    record WithSecret(@JsonUnwrapped Webhook webhook, String secret) {
        @Override
        public String toString() {
            return "WithSecret[" + webhook.id() + "]";
        }
    }

    @GetMapping
    @Needs(Right.WEBHOOKS_READ)
    Page<Webhook> list() {
        return new Page<>(webhooks.all(), null);
    }

    @GetMapping("/{id}")
    @Needs(Right.WEBHOOKS_READ)
    Webhook show(@PathVariable String id) {
        return webhooks.get(id);
    }

    @PostMapping
    @Needs(Right.WEBHOOKS_WRITE)
    ResponseEntity<WithSecret> create(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "url", "form", "events");
        return withSecret(HttpStatus.CREATED, create(webhooks, body, settings, mails));
    }

    /** Makes the webhook that the body describes. */
    static Webhook create(Webhooks webhooks, Body body, WebhookSettings settings, Mails mails) {
        String url = body.requiredText("url", URL_LENGTH_MAX);
        String form = body.choice("form", Webhook.STANDARD, Webhook.SLACK, Webhook.MAIL);
        if (Webhook.MAIL.equals(form) && !mails.canBeSent()) {
            body.error("form", "needs a mail server: TOLLGATE_SMTP_HOST names it");
        }
        checkUrl(body, url, Webhook.MAIL.equals(form), settings);
        List<String> events = events(body);
        body.check();
        return webhooks.create(url, form == null ? Webhook.STANDARD : form, events);
    }

    @PatchMapping("/{id}")
    @Needs(Right.WEBHOOKS_WRITE)
    Webhook change(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "url", "events", "state");
        String url = body.text("url", URL_LENGTH_MAX);
        if (url != null) {
            checkUrl(body, url, webhooks.get(id).form().equals(Webhook.MAIL), settings);
        }
        List<String> events = events(body);
        String state = body.choice("state", Webhook.ACTIVE, Webhook.DISABLED);
        body.check();
        return webhooks.change(id, url, body.has("events") ? events : null, state);
    }

    @PostMapping("/{id}/rotate")
    @Needs(Right.WEBHOOKS_WRITE)
    ResponseEntity<WithSecret> rotate(@PathVariable String id) {
        return withSecret(HttpStatus.OK, webhooks.rotate(id));
    }

    @PostMapping("/{id}/test")
    @Needs(Right.WEBHOOKS_WRITE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Webhook test(@PathVariable String id) {
        webhooks.test(id);
        return webhooks.get(id);
    }

    @DeleteMapping(
            path = "/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(Right.WEBHOOKS_WRITE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        webhooks.delete(id);
    }

    @GetMapping("/{id}/deliveries")
    @Needs(Right.WEBHOOKS_READ)
    Page<Delivery> deliveries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return deliveries.of(webhooks.get(id).id(), Page.Request.of(limit, cursor));
    }

    @PostMapping("/{id}/deliveries/{eventId}/replay")
    @Needs(Right.WEBHOOKS_WRITE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Webhook replay(@PathVariable String id, @PathVariable String eventId) {
        deliveries.replay(id, eventId);
        return webhooks.get(id);
    }

    private ResponseEntity<WithSecret> withSecret(HttpStatus status, Webhook webhook) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(new WithSecret(webhook, webhooks.secret(webhook)));
    }

    private static List<String> events(Body body) {
        return body.texts(
                "events", EventType.values().length, EventType::isWord, "must be some of " + WORDS + "; empty for all");
    }

    private static void checkUrl(Body body, String text, boolean mail, WebhookSettings settings) {
        if (mail) {
            if (!Mails.isAddress(text)) {
                body.error("url", "must be such as mailto:ada@example.com");
            }
        } else if (!isUrl(text, settings.privateAddresses())) {
            body.error(
                    "url",
                    settings.privateAddresses()
                            ? "must be a URL such as https://example.com/hook"
                            : "must be a URL such as https://example.com/hook, of a host that anybody may ask");
        }
    }

    /** A host that is a name is looked up each time that something is sent. */
    private static boolean isUrl(String text, boolean privateAddresses) {
        try {
            URI url = new URI(text);
            String host = url.getHost();
            boolean web = "https".equals(url.getScheme()) || (privateAddresses && "http".equals(url.getScheme()));
            if (!web || host == null || url.getUserInfo() != null || url.getFragment() != null) {
                return false;
            }
            boolean isAddress = host.startsWith("[") || host.matches("[0-9.]+");
            return privateAddresses
                    || (isAddress
                            ? PublicAddresses.isPublic(InetAddress.getByName(host))
                            : host.contains(".") && !host.endsWith(".localhost"));
        } catch (URISyntaxException | UnknownHostException e) {
            return false;
        }
    }
}
