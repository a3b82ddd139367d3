package dev.tollgate.chaos.cluster;

import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.ServerStartException;
import java.nio.file.Path;

/** The broker as a process of its own: {@code BrokerProcess <folder> <port>}. */
final class BrokerProcess {
    private static final int FAILED = 1;

    private BrokerProcess() {}

    public static void main(String[] arguments) {
        try {
            EmbeddedBroker broker =
                    EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), BrokerProcess::giveUp);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        } catch (ServerStartException e) {
            giveUp(e.sentence());
        }
    }

    /** Without hooks: a broker that has given up must not be closed. */
    private static void giveUp(String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(FAILED);
    }
}
