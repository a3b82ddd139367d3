package dev.tollgate.metering;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while the topology works on all its partitions. */
@Component("streams")
final class StreamsHealth implements HealthIndicator {
    private final StreamsRunner runner;

    StreamsHealth(StreamsRunner runner) {
        this.runner = runner;
    }

    @Override
    public Health health() {
        Health.Builder health = runner.isWorking() ? Health.up() : Health.outOfService();
        return health.withDetail("state", runner.state()).build();
    }
}
