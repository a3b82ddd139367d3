package dev.tollgate.admin.alert;

import dev.tollgate.admin.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AlertConfiguration {
    private static final Duration OFTEN = Duration.ofSeconds(5);
    private static final Duration SELDOM = Duration.ofMinutes(10);

    @Bean
    Recurring alerting(QuotaAlerts quotas, KeyAlerts keys, MeteringAlerts metering) {
        return new Recurring(
                "alerts",
                OFTEN,
                () -> {
                    metering.look();
                    quotas.look();
                    keys.lookForUnusualUse();
                },
                "There are no alerts");
    }

    @Bean
    Recurring slowAlerting(KeyAlerts keys, SpendAlerts spending, AlertLog told) {
        return new Recurring(
                "slow-alerts",
                SELDOM,
                () -> {
                    keys.lookForOldKeys();
                    spending.look();
                    told.forgetOld();
                },
                "There are no alerts of keys and spending");
    }
}
