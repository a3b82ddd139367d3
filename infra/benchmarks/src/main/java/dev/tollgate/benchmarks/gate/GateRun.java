package dev.tollgate.benchmarks.gate;

import dev.tollgate.benchmarks.machine.Load;
import dev.tollgate.benchmarks.machine.Programs;
import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.peer.Peer;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gate with all that is behind it, and others that do its job, called one after the other in each round. Processor time
 * is that of the server's process alone: the load takes its share of the same cores.
 */
public final class GateRun {
    private static final int KEYS = 10_000;
    private static final int CALLED = 1_000;
    private static final int CONNECTIONS = 32;

    /** Compilers that take less than one part in so many of a process's time count as idle. */
    private static final int IDLE_PARTS = 50;

    private static final String GATE = "the gate";
    private static final String BARE = "bare answer, same listener";
    private static final String HAPROXY = "haproxy (map, stick-table)";
    private static final String NGINX = "nginx (map, limit_req)";
    private static final String SPRING = "Spring MVC and Security";
    private static final String BUCKET4J = "Bucket4j and Redis";

    private final Workplace place;
    private final Consumer<String> progress;
    private final Customers customers = new Customers(KEYS);
    private final List<byte[]> requests = customers.requests(CALLED);
    private final Map<String, Target> targets = new LinkedHashMap<>();

    /** A server, those whose processor time is its own, too, and what was taken of it. */
    private record Target(ServerProcess server, List<ServerProcess> more, Samples microseconds, Samples perSecond) {
        Duration cpu() {
            return more.stream().map(ServerProcess::cpu).reduce(server.cpu(), Duration::plus);
        }
    }

    public GateRun(Workplace place, Consumer<String> progress) {
        this.place = place;
        this.progress = progress;
    }

    /**
     * Measures all of them.
     *
     * @param warmUp for each server before the rounds
     * @param warmUps how often at most, as long as its JVM compiles: on few cores that takes minutes while it is called
     * @param time for each server in each round
     */
    public List<Row> run(int rounds, Duration warmUp, int warmUps, Duration time) throws IOException {
        start();
        for (Map.Entry<String, Target> target : targets.entrySet()) {
            boolean compiles = true;
            for (int number = 1; compiles && number <= warmUps; number++) {
                progress.accept("warming up: " + target.getKey());
                compiles = warmUp(target.getKey(), target.getValue(), warmUp);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            progress.accept("the gate and its peers, round " + round + " of " + rounds);
            for (Map.Entry<String, Target> target : targets.entrySet()) {
                measure(target.getKey(), target.getValue(), time, true);
            }
        }
        return rows();
    }

    /** @return whether more than one part in {@link #IDLE_PARTS} of what it did was compiling */
    private boolean warmUp(String name, Target target, Duration time) throws IOException {
        Duration compiling = target.server().compiling();
        Duration cpu = target.cpu();
        measure(name, target, time, false);
        Duration compiled = target.server().compiling().minus(compiling);
        Duration used = target.cpu().minus(cpu);
        return compiled.multipliedBy(IDLE_PARTS).compareTo(used) > 0;
    }

    /** Calls the gate alone, round after round, and tells what each cost: for a profiler to look at. */
    public void runAlone(int rounds, Duration time) throws IOException {
        ServerProcess gate = startGate();
        progress.accept("the gate is process " + gate.pid());
        for (int round = 1; round <= rounds; round++) {
            Target target = new Target(gate, List.of(), new Samples(), new Samples());
            measure(GATE, target, time, true);
            progress.accept(String.format(
                    "%,.0f requests/s, %.1f µs each",
                    target.perSecond().median(), target.microseconds().median()));
        }
    }

    private ServerProcess startGate() throws IOException {
        ServerProcess broker = place.startBroker();
        customers.publish(broker.port());
        place.startApplication("metering-streams", "METERING_PORT", broker.port(), Map.of());
        return place.startApplication("auth-api", "AUTH_API_PORT", broker.port(), Map.of());
    }

    private void start() throws IOException {
        progress.accept("the gate and its peers, starting");
        Path keys = customers.write(place.file("keys.txt"));
        add(GATE, startGate());
        add(BARE, startPeer(Peer.BARE, keys, List.of()));
        add(SPRING, startPeer(Peer.SPRING_SECURITY, keys, List.of()));
        startHaproxy(keys);
        startNginx(keys);
        startBucket4j(keys);
    }

    private void startHaproxy(Path keys) throws IOException {
        Optional<Path> program = Programs.find("haproxy");
        if (program.isPresent()) {
            int port = Ports.free();
            Path file = Files.writeString(place.file("haproxy.cfg"), Proxies.haproxy(port, keys));
            add(HAPROXY, place.start("haproxy", port, List.of(program.get().toString(), "-db", "-f", file.toString())));
        }
    }

    private void startNginx(Path keys) throws IOException {
        Optional<Path> program = Programs.find("nginx");
        if (program.isPresent()) {
            int port = Ports.free();
            Path folder = Files.createDirectories(place.file("nginx"));
            Path file = Files.writeString(folder.resolve("nginx.conf"), Proxies.nginx(port, folder, keys));
            add(NGINX, place.start("nginx", port, List.of(program.get().toString(), "-c", file.toString())));
        }
    }

    private void startBucket4j(Path keys) throws IOException {
        Optional<Path> program = Programs.find("redis-server");
        if (program.isPresent()) {
            int port = Ports.free();
            ServerProcess redis = place.start(
                    "redis",
                    port,
                    List.of(
                            program.get().toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            ""));
            add(BUCKET4J, startPeer(Peer.BUCKET4J, keys, List.of("--peer.redis-port=" + port)), redis);
        }
    }

    private ServerProcess startPeer(Peer peer, Path keys, List<String> more) throws IOException {
        int port = Ports.free();
        return place.startClass(peer.program(), port, peer.arguments(port, keys, more));
    }

    private void add(String name, ServerProcess server, ServerProcess... more) {
        targets.put(name, new Target(server, List.of(more), new Samples(), new Samples()));
    }

    private void measure(String name, Target target, Duration time, boolean counts) throws IOException {
        Duration before = target.cpu();
        Load.Result result = Load.run(target.server().port(), requests, CONNECTIONS, time);
        Duration used = target.cpu().minus(before);
        // While everything is cold, an allowance may come later than a request waits for it.
        if ((counts && result.others() > 0) || result.answers() == 0) {
            throw new IOException(name + " answered " + result.others() + " requests with another status than 200.");
        }
        if (counts) {
            target.microseconds().add(used.toNanos() / 1e3 / result.answers());
            target.perSecond().add(result.perSecond());
        }
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        Target gate = target(GATE);
        Target bare = target(BARE);
        // At equal processor time, who needs half of it for a request answers twice as many.
        rows.add(Row.beside(
                "gate: requests for the processor time of one, bare",
                bare.microseconds().dividedBy(gate.microseconds()),
                "",
                BARE,
                bare.microseconds().dividedBy(bare.microseconds()),
                Goal.atLeast(0.90)));
        rows.add(cpu(HAPROXY, Goal.atMost(1.0)));
        rows.add(cpu(NGINX, null));
        rows.add(cpu(SPRING, Goal.atMost(0.25)));
        rows.add(cpu(BUCKET4J, null));
        rows.add(Row.beside(
                "gate: throughput",
                gate.perSecond(),
                "requests/s",
                BUCKET4J,
                targets.containsKey(BUCKET4J) ? target(BUCKET4J).perSecond() : null,
                Goal.atLeast(3)));
        return rows;
    }

    private Row cpu(String peer, @Nullable Goal goal) {
        Samples theirs = targets.containsKey(peer) ? target(peer).microseconds() : null;
        return Row.beside("gate: processor time a request", target(GATE).microseconds(), "µs", peer, theirs, goal);
    }

    private Target target(String name) {
        return Objects.requireNonNull(targets.get(name));
    }
}
