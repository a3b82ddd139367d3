package dev.tollgate.admin.audit;

import dev.tollgate.admin.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    private static final Duration SEALED_EVERY = Duration.ofSeconds(10);

    @Bean
    Recurring auditSealing(AuditSeal seal) {
        return new Recurring("audit-seal", SEALED_EVERY, seal::sealWhatIsFinal, "The audit log cannot be sealed");
    }
}
