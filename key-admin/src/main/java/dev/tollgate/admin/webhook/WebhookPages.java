package dev.tollgate.admin.webhook;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who is told what happens, and how telling it went. */
@PageController
final class WebhookPages {
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final WebhookSettings settings;
    private final Mails mails;

    WebhookPages(Webhooks webhooks, Deliveries deliveries, WebhookSettings settings, Mails mails) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.settings = settings;
        this.mails = mails;
    }

    @GetMapping("/webhooks")
    @Needs(Right.WEBHOOKS_READ)
    String list(Model model) {
        return list(model, Map.of());
    }

    private String list(Model model, Map<String, String> typed) {
        model.addAttribute("webhooks", webhooks.all());
        model.addAttribute("types", EventType.values());
        model.addAttribute("form", typed);
        return "webhooks";
    }

    @PostMapping("/webhooks")
    @Needs(Right.WEBHOOKS_WRITE)
    String create(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "url", "form", "events").withList("events");
        try {
            return showSecret(response, model, WebhookController.create(webhooks, form.body(), settings, mails));
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return list(model, form.typed());
        }
    }

    @GetMapping("/webhooks/{id}")
    @Needs(Right.WEBHOOKS_READ)
    String show(@PathVariable String id, @RequestParam(required = false) @Nullable String cursor, Model model) {
        Webhook webhook = webhooks.get(id);
        model.addAttribute("webhook", webhook);
        model.addAttribute("page", deliveries.of(id, Page.Request.of(null, cursor)));
        return "webhook";
    }

    @PostMapping("/webhooks/{id}/rotate")
    @Needs(Right.WEBHOOKS_WRITE)
    String rotate(@PathVariable String id, HttpServletResponse response, Model model) {
        return showSecret(response, model, webhooks.rotate(id));
    }

    /** Nobody on the way may keep it. */
    private String showSecret(HttpServletResponse response, Model model, Webhook webhook) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
        model.addAttribute("webhook", webhook);
        model.addAttribute("secret", webhooks.secret(webhook));
        return "webhook-secret";
    }

    @PostMapping("/webhooks/{id}/test")
    @Needs(Right.WEBHOOKS_WRITE)
    String test(@PathVariable String id) {
        webhooks.test(id);
        return "redirect:/webhooks/" + id;
    }

    @PostMapping("/webhooks/{id}/enable")
    @Needs(Right.WEBHOOKS_WRITE)
    String enable(@PathVariable String id) {
        webhooks.change(id, null, null, Webhook.ACTIVE);
        return "redirect:/webhooks/" + id;
    }

    @PostMapping("/webhooks/{id}/disable")
    @Needs(Right.WEBHOOKS_WRITE)
    String disable(@PathVariable String id) {
        webhooks.change(id, null, null, Webhook.DISABLED);
        return "redirect:/webhooks/" + id;
    }

    @PostMapping("/webhooks/{id}/delete")
    @Needs(Right.WEBHOOKS_WRITE)
    String delete(@PathVariable String id) {
        webhooks.delete(id);
        return "redirect:/webhooks";
    }

    @PostMapping("/webhooks/{id}/deliveries/{eventId}/replay")
    @Needs(Right.WEBHOOKS_WRITE)
    String replay(@PathVariable String id, @PathVariable String eventId) {
        deliveries.replay(id, eventId);
        return "redirect:/webhooks/" + id;
    }
}
