package dev.tollgate.admin.billing;

import dev.tollgate.admin.recurring.Recurring;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BillingConfiguration {
    private static final Logger log = LoggerFactory.getLogger(BillingConfiguration.class);
    private static final Duration DONE_EVERY = Duration.ofSeconds(10);

    @Bean
    Recurring billingRun(PlannedChanges planned, Invoices invoices) {
        return new Recurring(
                "billing",
                DONE_EVERY,
                () -> {
                    // First: a plan that begins with a period is of it.
                    planned.carryOutDue();
                    int made = invoices.finaliseDue();
                    if (made > 0) {
                        log.info("{} invoices were made", made);
                    }
                },
                "Accounts cannot be billed");
    }
}
