package dev.tollgate.admin.reconciliation;

import dev.tollgate.admin.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReconciliationConfiguration {
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(30);

    @Bean
    Recurring reconciling(Reconciliations reconciliations) {
        return new Recurring(
                "reconciling", LOOKED_EVERY, reconciliations::compareOnceADay, "The books could not be compared");
    }
}
