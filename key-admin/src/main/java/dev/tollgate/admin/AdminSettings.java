package dev.tollgate.admin;

import dev.tollgate.admin.access.AdminToken;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyPeppers;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate}.
 *
 * @param bootstrapServers the Kafka brokers, {@code host:port} separated by commas
 * @param kafkaClientProperties the file with what they ask of their clients; blank for nothing
 * @param dataDir where a generated admin token is kept
 * @param adminToken opens the admin API; empty to generate one
 * @param keyPrefix what new API keys begin with
 * @param keyPeppers secrets that keys are hashed with, {@code id:base64}, several with commas; blank for none
 */
@ConfigurationProperties("tollgate")
public record AdminSettings(
        String bootstrapServers,
        String kafkaClientProperties,
        Path dataDir,
        String adminToken,
        String keyPrefix,
        String keyPeppers) {
    public AdminSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("KAFKA_BOOTSTRAP_SERVERS must name at least one broker.");
        }
        // Says itself which variable it is.
        KafkaConnection.of(bootstrapServers, kafkaClientProperties);
        AdminToken.requireSafe(adminToken);
        // Fails with a plain sentence if the prefix is none.
        new KeyFormat(keyPrefix, new SecureRandom());
        KeyPeppers.parse(keyPeppers);
    }

    /** How Kafka is reached. */
    KafkaConnection kafka() {
        return KafkaConnection.of(bootstrapServers, kafkaClientProperties);
    }

    @Override
    public String toString() {
        return "AdminSettings[bootstrapServers=" + bootstrapServers + ", dataDir=" + dataDir + ", keyPrefix="
                + keyPrefix + "]";
    }
}
