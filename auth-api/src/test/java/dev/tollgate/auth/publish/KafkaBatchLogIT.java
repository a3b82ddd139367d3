package dev.tollgate.auth.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.auth.FreePorts;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.TopicSetup;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBatchLogIT {
    private static final Duration GIVE_UP = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RequestBatch BATCH =
            RequestBatch.newBuilder().setGateway("gw_log").setEpoch(1).build();

    @TempDir
    private Path folder;

    private final List<Optional<Exception>> outcomes = new CopyOnWriteArrayList<>();

    @Test
    void shouldGiveUpWhatTheBrokerDoesNotTakeAndGoOnWithAnotherProducer() throws Exception {
        int port = FreePorts.forBroker();
        try (KafkaBatchLog log = new KafkaBatchLog(KafkaConnection.of("127.0.0.1:" + port), "gw_log", GIVE_UP)) {
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
                    Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TopicSetup.ensure(admin);
                await().atMost(PATIENCE).until(() -> isTakenByAnotherProducer(log));
            }
            assertThat(outcomeOfSending(log)).isPresent();

            try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
                await().atMost(PATIENCE).until(() -> isTakenByAnotherProducer(log));
            }
        }
    }

    /** One that has not seen the broker yet may give up before it has. */
    private boolean isTakenByAnotherProducer(KafkaBatchLog log) {
        log.reopen();
        return outcomeOfSending(log).isEmpty();
    }

    private Optional<Exception> outcomeOfSending(KafkaBatchLog log) {
        outcomes.clear();
        log.send(0, BATCH, failure -> outcomes.add(Optional.ofNullable(failure)));
        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        return outcomes.get(0);
    }
}
