package dev.tollgate.auth;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.follow.Lag;
import dev.tollgate.auth.follow.TopicFollower;
import dev.tollgate.auth.http.RefusedSources;
import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.status.StatusReports;
import dev.tollgate.auth.status.StatusReports.GatewayState;
import dev.tollgate.contracts.v1.GatewayStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this gateway tells of itself. */
@Configuration(proxyBeanMethods = false)
class StatusConfiguration {
    @Bean
    StatusReports statusReports(AuthApiSettings settings, GatewayIdentity identity, State state) {
        return new StatusReports(settings.kafka(), identity.gateway(), state);
    }

    @Bean
    State gatewayState(
            AuthApiSettings settings,
            GatewayIdentity identity,
            Journal journal,
            Allowances allowances,
            Views views,
            RefusedSources refusedSources,
            MeterRegistry registry,
            Clock clock) {
        return new State(
                identity.gateway(),
                host(),
                clock.millis(),
                settings.journal().spill().maxSize().toBytes(),
                journal,
                allowances,
                views,
                refusedSources,
                registry,
                clock);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return ""; // a machine that has no name
        }
    }

    /** Gathers it. */
    record State(
            String gateway,
            String host,
            long startedAtMs,
            long journalBytesMax,
            Journal journal,
            Allowances allowances,
            Views views,
            RefusedSources refusedSources,
            MeterRegistry registry,
            Clock clock)
            implements GatewayState {
        private static final int SOURCES_MAX = 20;

        @Override
        public boolean canBeTold() {
            return views.topicsAreThere();
        }

        @Override
        public GatewayStatus.Builder now() {
            long nowMs = clock.millis();
            // In this order: what is acknowledged in between makes it too many, not fewer than none.
            long acknowledged = journal.acknowledgedEvents();
            GatewayStatus.Builder status = GatewayStatus.newBuilder()
                    .setGateway(gateway)
                    .setHost(host)
                    .setEpoch(allowances.epoch())
                    .setStartedAtMs(startedAtMs)
                    .setSaidAtMs(nowMs)
                    .setJournalEvents(journal.appendedEvents() + journal.replayedEvents() - acknowledged)
                    .setJournalBytes(journal.unacknowledgedBytes())
                    .setJournalBytesMax(journalBytesMax)
                    .setOpenClaims(allowances.openClaims())
                    .setClaims(allowances.claims())
                    .setLapses(allowances.lapses());
            for (TopicFollower follower : views.deciding()) {
                Lag lag = follower.lag();
                status.addViewsBuilder()
                        .setTopic(follower.name())
                        .setWhole(follower.isCaughtUp())
                        .setRecordsBehind(lag.records())
                        .setAgeMs(lag.millis());
            }
            for (RefusedSources.Source source : refusedSources.most(SOURCES_MAX, nowMs)) {
                status.addRefusedSourcesBuilder()
                        .setSource(source.source())
                        .setUnauthorized(source.unauthorized())
                        .setLimited(source.limited());
            }
            return status;
        }

        @Override
        public Map<String, Long> answered() {
            Map<String, Long> answered = new HashMap<>();
            for (Counter counter : registry.find("tollgate.decisions").counters()) {
                String outcome = counter.getId().getTag("outcome");
                if (outcome != null) {
                    answered.put(outcome, (long) counter.count());
                }
            }
            return answered;
        }
    }
}
