package dev.tollgate.chaos.load;

import dev.tollgate.chaos.cluster.Actuator;
import dev.tollgate.chaos.cluster.JvmServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Which gateways get requests: those that said they are ready, as a load balancer finds out. */
final class Rotation implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
    private static final long NONE = -1;

    private final List<JvmServer> gateways;
    private final Actuator actuator;
    /** By gateway: which of its lives was ready. */
    private final ConcurrentHashMap<String, Long> readyLives = new ConcurrentHashMap<>();

    private final Thread thread;
    private volatile boolean over;

    Rotation(List<JvmServer> gateways, Actuator actuator) {
        this.gateways = gateways;
        this.actuator = actuator;
        this.thread = new Thread(this::look, "rotation");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        while (!over) {
            for (JvmServer gateway : gateways) {
                long life = gateway.starts();
                readyLives.put(gateway.name(), actuator.isReady(gateway.address()) ? life : NONE);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Whether the gateway was ready in the life that it has now. */
    boolean has(JvmServer gateway) {
        return readyLives.getOrDefault(gateway.name(), NONE) == gateway.starts();
    }

    @Override
    public void close() {
        over = true;
    }
}
