package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectionTest {
    private static final String BROKERS = "127.0.0.1:1";
    private static final String PASSWORD = "hush-hush-hush";

    @TempDir
    private Path folder;

    @Test
    void shouldAddNothingWhereNothingIsAsked() {
        assertThat(KafkaConnection.of(BROKERS, "").with(Map.of("acks", "all")))
                .isEqualTo(Map.of("bootstrap.servers", BROKERS, "acks", "all"));
    }

    @Test
    void shouldGiveEachClientWhatTheFileSays() throws IOException {
        KafkaConnection connection = KafkaConnection.of(
                BROKERS,
                file(
                        "security.protocol=SASL_PLAINTEXT",
                        "sasl.mechanism=PLAIN",
                        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\",
                        "  username=\"a\" password=\"" + PASSWORD + "\";"));

        assertThat(connection.with(Map.of("acks", "all")))
                .containsEntry("acks", "all")
                .containsEntry("bootstrap.servers", BROKERS)
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .hasEntrySatisfying("sasl.jaas.config", jaas -> assertThat(jaas.toString())
                        .endsWith("PlainLoginModule required username=\"a\" password=\"" + PASSWORD + "\";"));
        assertThat(connection.toString()).contains(BROKERS).doesNotContain(PASSWORD);
    }

    @Test
    void shouldLeaveTheRestToTollgate() throws IOException {
        String file = file("security.protocol=PLAINTEXT", "acks=" + PASSWORD);

        assertThatThrownBy(() -> KafkaConnection.of(BROKERS, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("KAFKA_CLIENT_PROPERTIES: " + file + " has acks, and may have nothing but")
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void shouldSayWhichFileIsNotThere() {
        assertThatThrownBy(
                        () -> KafkaConnection.of(BROKERS, folder.resolve("none").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("KAFKA_CLIENT_PROPERTIES names " + folder.resolve("none"));
    }

    @Test
    void shouldSayAtOnceThatNoClientCanBeMade() throws IOException {
        String store = file(
                "security.protocol=SSL",
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + folder.resolve("no-ca.pem"));
        assertThatThrownBy(() -> KafkaConnection.of(BROKERS, store))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no client can be made")
                .hasMessageContaining("no-ca.pem");

        String jaas = file("security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "sasl.jaas.config=" + PASSWORD);
        assertThatThrownBy(() -> KafkaConnection.of(BROKERS, jaas))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no client can be made")
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void shouldTellWhoIsNotLetInFromWhoGetsNoAnswer() {
        KafkaConnection connection = KafkaConnection.of(BROKERS);

        assertThat(connection.whyNot(new ExecutionException(new TimeoutException("x"))))
                .isEqualTo("Kafka at 127.0.0.1:1 does not answer yet.");
        assertThat(connection.whyNot(new ExecutionException(new SaslAuthenticationException("Invalid credentials"))))
                .isEqualTo("Kafka at 127.0.0.1:1 does not let this application in: Invalid credentials");
    }

    private String file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("client.properties"), String.join("\n", lines))
                .toString();
    }
}
