package dev.tollgate.admin.alert;

import dev.tollgate.admin.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AlertConfiguration {
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(5);

    @Bean
    Recurring quotaAlerting(QuotaAlerts alerts) {
        return new Recurring("quota-alerts", LOOKED_EVERY, alerts::look, "Quotas could not be looked at");
    }
}
