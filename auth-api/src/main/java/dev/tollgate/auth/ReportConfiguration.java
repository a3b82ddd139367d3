package dev.tollgate.auth;

import dev.tollgate.auth.decision.Gate;
import dev.tollgate.auth.http.ReportIntake;
import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.report.CloudEvents;
import dev.tollgate.auth.report.KafkaReportLog;
import java.util.TreeSet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Who takes usage that services report. None of it is made where the settings name nothing that could be reported. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {
    @Bean
    @Lazy
    KafkaReportLog reportLog(AuthApiSettings settings, GatewayIdentity identity) {
        return new KafkaReportLog(settings.kafka(), identity.gateway());
    }

    @Bean
    @Lazy
    ReportIntake reportIntake(AuthApiSettings settings, Gate gate, KeyDirectory keys, KafkaReportLog log) {
        CloudEvents events = new CloudEvents(new TreeSet<>(settings.reports().meters()), keys::accountOf);
        return new ReportIntake(gate::identify, events, log);
    }
}
