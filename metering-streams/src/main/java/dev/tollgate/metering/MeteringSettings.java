package dev.tollgate.metering;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.metering.event.Detail;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate}.
 *
 * @param bootstrapServers the Kafka brokers, {@code host:port} separated by commas
 * @param kafkaClientProperties the file with what they ask of their clients; blank for nothing
 * @param dataDir where the stores lie; can be lost, the brokers have it all
 * @param threads how many threads work; up to the partitions of request-events make sense
 * @param usageEvents {@code off}, {@code request} or {@code minute}: what is told in usage-events
 */
@ConfigurationProperties("tollgate")
public record MeteringSettings(
        String bootstrapServers, String kafkaClientProperties, Path dataDir, int threads, String usageEvents) {
    public MeteringSettings {
        require(!bootstrapServers.isBlank(), "KAFKA_BOOTSTRAP_SERVERS must name at least one broker.");
        // Says itself which variable it is.
        KafkaConnection.of(bootstrapServers, kafkaClientProperties);
        require(
                Arrays.stream(Detail.values()).anyMatch(detail -> word(detail).equals(usageEvents)),
                "METERING_USAGE_EVENTS must be off, request or minute.");
        require(threads >= 1 && threads <= 64, "METERING_THREADS must be 1 to 64.");
    }

    /** How Kafka is reached. */
    KafkaConnection kafka() {
        return KafkaConnection.of(bootstrapServers, kafkaClientProperties);
    }

    /** What others are told of usage. */
    Detail detail() {
        return Detail.valueOf(usageEvents.toUpperCase(Locale.ROOT));
    }

    private static String word(Detail detail) {
        return detail.name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
