package dev.tollgate.auth;

import dev.tollgate.auth.follow.Lag;
import dev.tollgate.auth.follow.TopicFollower;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up as soon as every view that decisions depend on is whole, and from then on: decisions go on without Kafka. */
final class ViewsHealth implements HealthIndicator {
    private final Views views;

    ViewsHealth(Views views) {
        this.views = views;
    }

    @Override
    public Health health() {
        Health.Builder health = views.getAsBoolean() ? Health.up() : Health.outOfService();
        String problem = views.problem();
        if (problem != null) {
            health.withDetail("problem", problem);
        }
        for (TopicFollower follower : views.deciding()) {
            Lag lag = follower.lag();
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("whole", follower.isCaughtUp());
            details.put("records_behind", lag.records());
            details.put("age_ms", lag.millis());
            health.withDetail(follower.name(), details);
        }
        return health.build();
    }
}
