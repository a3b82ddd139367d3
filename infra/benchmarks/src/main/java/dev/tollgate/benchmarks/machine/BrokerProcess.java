package dev.tollgate.benchmarks.machine;

import dev.tollgate.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded broker as a process of its own. {@code BrokerProcess <port> <folder>} */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[1]), Integer.parseInt(arguments[0]))) {
            System.out.println(broker.bootstrapServers());
            new CountDownLatch(1).await();
        }
    }
}
