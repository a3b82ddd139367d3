package dev.tollgate.metering;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate}.
 *
 * @param bootstrapServers the Kafka brokers, {@code host:port} separated by commas
 * @param dataDir where the stores lie; can be lost, the brokers have it all
 * @param threads how many threads work; up to the partitions of request-events make sense
 * @param instanceId tells this process from others of the same application, and stays the same over its restarts
 */
@ConfigurationProperties("tollgate")
public record MeteringSettings(String bootstrapServers, Path dataDir, int threads, String instanceId) {
    public MeteringSettings {
        require(!bootstrapServers.isBlank(), "KAFKA_BOOTSTRAP_SERVERS must name at least one broker.");
        require(threads >= 1 && threads <= 64, "METERING_THREADS must be 1 to 64.");
        require(!instanceId.isBlank(), "METERING_INSTANCE_ID must not be empty.");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
