package dev.tollgate.auth;

import dev.tollgate.auth.decision.Gate;
import dev.tollgate.auth.http.Edge;
import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.report.CloudEvents;
import dev.tollgate.auth.report.KafkaReportLog;
import jakarta.servlet.http.HttpServlet;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Who takes usage that services report. Off where the settings name nothing that could be reported. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {
    /** Where nobody reports, none is made. */
    @Bean
    @Lazy
    KafkaReportLog reportLog(AuthApiSettings settings, GatewayIdentity identity) {
        return new KafkaReportLog(settings.kafka(), identity.gateway());
    }

    @Bean
    ServletRegistrationBean<HttpServlet> reportServlet(
            Edge edge, Gate gate, AuthApiSettings settings, KeyDirectory keys, ObjectProvider<KafkaReportLog> log) {
        if (!settings.reports().areTaken()) {
            ServletRegistrationBean<HttpServlet> none =
                    EdgeConfiguration.registration(edge.notFound(), "reports", "/api/v1/events");
            none.setEnabled(false);
            return none;
        }
        CloudEvents events = new CloudEvents(new TreeSet<>(settings.reports().meters()), keys::accountOf);
        return EdgeConfiguration.registration(
                edge.reports(gate::identify, events, log.getObject()), "reports", "/api/v1/events");
    }
}
