package dev.tollgate.admin.webhook;

import dev.tollgate.admin.recurring.Recurring;
import dev.tollgate.admin.web.KeptSecret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WebhookSettings.class, MailSettings.class})
class WebhookConfiguration {
    private static final Duration SENT_EVERY = Duration.ofSeconds(1);
    private static final Duration FORGOTTEN_EVERY = Duration.ofHours(1);

    @Bean
    Signing webhookSigning(WebhookSettings settings, @Value("${tollgate.data-dir}") Path dataDir) {
        return new Signing(
                settings.signingKey().isBlank()
                        ? Base64.getUrlDecoder()
                                .decode(KeptSecret.of("signing key", dataDir.resolve("webhook-signing-key")))
                        : Base64.getDecoder().decode(settings.signingKey().strip()));
    }

    @Bean
    Sender webhookSender(WebhookSettings settings) {
        return new Sender(settings.privateAddresses());
    }

    @Bean
    Mails webhookMails(MailSettings settings) {
        return new Mails(settings);
    }

    @Bean
    DeliveryRun webhookDeliveryRun(
            Deliveries deliveries, Signing signing, Sender sender, Mails mails, ObjectMapper json, Clock clock) {
        return new DeliveryRun(deliveries, signing, sender, mails, json, clock);
    }

    @Bean
    Recurring webhookDelivering(DeliveryRun run) {
        return new Recurring("webhook-deliveries", SENT_EVERY, run::sendDue, "Webhooks cannot be told");
    }

    @Bean
    Recurring webhookForgetting(Deliveries deliveries) {
        return new Recurring(
                "webhook-forgetting", FORGOTTEN_EVERY, deliveries::forgetOld, "Old events of webhooks stay");
    }
}
