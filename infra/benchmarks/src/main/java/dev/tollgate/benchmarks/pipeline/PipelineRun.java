package dev.tollgate.benchmarks.pipeline;

import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.benchmarks.core.CoreGate;
import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import dev.tollgate.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.util.FileSystemUtils;

/**
 * Decisions as fast as they can be made, without an edge before them, until usage-daily holds all of them.
 * Broker and metering-streams are processes on the same cores. In the same rounds, the count that Kafka Streams' own
 * tables make of as many keys, one event a record.
 */
public final class PipelineRun {
    private static final int PACED_SECONDS = 3;

    /** Keys that are not asked for before. */
    private static final int FIRST_REQUESTS = 20_000;

    /** One in so many; no divisor of the number of keys, so that it is each one's turn. */
    private static final int SIGHTED = 1_617;

    /** So many rounds' events are read again: in the first's alone, beginning and end would be a tenth of the time. */
    private static final int REPLAYED_AFTER = 2;

    private static final int REPLAYS = 5;
    private static final Duration ROUND_MAX = Duration.ofMinutes(2);
    private static final int EVENTS_A_SECOND_MIN = 4_000;

    private final Workplace place;
    private final int keys;
    private final String heap;
    private final Consumer<String> progress;
    private final Samples perSecond = new Samples();
    private final Samples firstPerSecond = new Samples();
    private final Samples peerPerSecond = new Samples();
    private final Samples bytes = new Samples();
    private final Samples exactlyOnce = new Samples();
    private final Samples atLeastOnce = new Samples();
    private final Samples untilQuotaState = new Samples();
    private final Samples untilUsageDaily = new Samples();
    private final Samples untilTables = new Samples();
    private final Sightings granted = new Sightings();
    private final Sightings inUsage = new Sightings();
    private long decided;
    private int asked;

    /**
     * @param keys how many of them are in use, by turns
     * @param heap of metering-streams
     */
    public PipelineRun(Workplace place, int keys, String heap, Consumer<String> progress) {
        this.place = place;
        this.keys = keys;
        this.heap = heap;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param events in a round, through Tollgate
     * @param peerEvents in a round, through the peer: the rate counts
     */
    public List<Row> run(int rounds, int events, int peerEvents) throws IOException, InterruptedException {
        progress.accept("the pipeline and its peer, starting");
        int broker = startServers();
        String bootstrap = bootstrap(broker);
        try (Gateways gateways = new Gateways(place.file("gates"), bootstrap, 1, keys + FIRST_REQUESTS);
                Totals totals = new Totals(bootstrap, gateways::hear, inUsage);
                Replay replay = new Replay(bootstrap, place.file("replay"));
                DslCount peer = new DslCount(bootstrap, place.file("dsl"), keys)) {
            for (int round = 0; round <= rounds; round++) {
                progress.accept(
                        round == 0 ? "the pipeline, warming up" : "the pipeline, round " + round + " of " + rounds);
                long before = logBytes();
                double rate = through(gateways, totals, events);
                double size = (double) (logBytes() - before) / events;
                double peerRate = peer.count(peerEvents);
                if (round > 0) {
                    paced(gateways, rate / 2, List.of(inUsage));
                    untilQuotaState.add(granted.takeP99Millis());
                    untilUsageDaily.add(inUsage.takeP99Millis());
                    perSecond.add(rate);
                    bytes.add(size);
                    peerPerSecond.add(peerRate);
                }
                if (round == Math.min(rounds, REPLAYED_AFTER)) {
                    replay(replay, Math.min(rounds, REPLAYS));
                }
            }
            intoTables(broker, gateways, (rounds + 1) / 2);
        }
        return List.of(
                Row.alone(
                        "pipeline: decision to usage-daily, committed", perSecond, "events/s", Goal.atLeast(1_000_000)),
                Row.beside(
                        "pipeline: decision to usage-daily, committed",
                        perSecond,
                        "events/s",
                        "Kafka Streams' own count, exactly once",
                        peerPerSecond,
                        Goal.atLeast(8)),
                Row.alone("pipeline: request-events on the broker's disk", bytes, "B/event", Goal.atMost(12)),
                Row.beside(
                        "pipeline: the topology, exactly once",
                        exactlyOnce,
                        "events/s",
                        "the same, at least once",
                        atLeastOnce,
                        Goal.atLeast(0.95)),
                Row.alone("pipeline: claim to quota-state, p99, half load", untilQuotaState, "ms", Goal.atMost(50)),
                Row.alone("pipeline: to usage-daily, p99, half load", untilUsageDaily, "ms", null),
                Row.alone("pipeline: to PostgreSQL, p99, half load", untilTables, "ms", Goal.atMost(2_000)));
    }

    /** With key-admin and a database on the same cores, too. */
    private void intoTables(int broker, Gateways gateways, int rounds) throws IOException {
        progress.accept("key-admin and a database, starting");
        try (UsageTables tables = UsageTables.start(place, broker)) {
            for (int round = 1; round <= rounds; round++) {
                progress.accept("into the database, round " + round + " of " + rounds);
                paced(gateways, perSecond.median() / 2, List.of(inUsage, tables.sightings()));
                inUsage.takeP99Millis();
                untilTables.add(tables.sightings().takeP99Millis());
            }
            granted.takeP99Millis();
        }
    }

    /** The rate alone, with so many keys, and a start of metering-streams that has to read all its stores again. */
    public List<Row> rate(int rounds, int events) throws IOException, InterruptedException {
        int broker = place.startBroker().port();
        ServerProcess metering = startMetering(broker);
        String bootstrap = bootstrap(broker);
        measureRate(bootstrap, 1, rounds, events);
        progress.accept("metering-streams, without its stores");
        metering.close();
        forgetStores();
        Samples restored = new Samples();
        long start = System.nanoTime();
        startMetering(broker);
        restored.add((System.nanoTime() - start) / 1e9);
        List<Row> rows = new ArrayList<>(List.of(
                Row.alone(String.format("pipeline: rate with %s, keys: %,d", heap, keys), perSecond, "events/s", null),
                Row.alone(
                        String.format("restore: start to ready with %s, keys: %,d", heap, keys), restored, "s", null)));
        if (keys >= events) {
            // Then the first round was each key's first request, which waits for what the ledger grants.
            rows.add(Row.alone(
                    String.format("pipeline: first requests with %s, keys: %,d", heap, keys),
                    firstPerSecond,
                    "events/s",
                    null));
        }
        return rows;
    }

    /** The rate alone, with requests that are spread over so many gateways, all in this process. */
    public List<Row> rateOfGateways(int count, int rounds, int events) throws IOException {
        measureRate(bootstrap(startServers()), count, rounds, events);
        return List.of(Row.alone(
                String.format("pipeline: rate with %,d keys, gateways: %d", keys, count), perSecond, "events/s", null));
    }

    private void measureRate(String bootstrap, int count, int rounds, int events) throws IOException {
        try (Gateways gateways = new Gateways(place.file("gates"), bootstrap, count, keys);
                Totals totals = new Totals(bootstrap, gateways::hear, inUsage)) {
            for (int round = 0; round <= rounds; round++) {
                progress.accept(String.format(
                        "the pipeline with %s, keys: %,d, gateways: %d, round %d of %d",
                        heap, keys, count, round, rounds));
                double rate = through(gateways, totals, round == 0 ? Math.max(events, keys) : events);
                if (round > 0) {
                    perSecond.add(rate);
                } else {
                    firstPerSecond.add(rate);
                }
            }
        }
    }

    private void forgetStores() throws IOException {
        List<Path> tasks;
        try (Stream<Path> all = Files.walk(place.file("metering-streams"))) {
            tasks = all.filter(file -> file.getFileName().toString().matches("\\d+_\\d+"))
                    .toList();
        }
        for (Path task : tasks) {
            FileSystemUtils.deleteRecursively(task);
        }
    }

    private ServerProcess startMetering(int broker) throws IOException {
        return place.startApplication("metering-streams", "METERING_PORT", broker, Map.of(), heap);
    }

    /** The broker's port. */
    private int startServers() throws IOException {
        int broker = place.startBroker().port();
        startMetering(broker);
        return broker;
    }

    private static String bootstrap(int broker) {
        return "127.0.0.1:" + broker;
    }

    /** What has been journaled so far, once more, by turns with and without transactions. */
    private void replay(Replay replay, int rounds) throws IOException, InterruptedException {
        for (int round = 0; round <= rounds; round++) {
            progress.accept("the topology by itself, round " + round + " of " + rounds);
            double once = replay.rate(StreamsConfig.EXACTLY_ONCE_V2);
            double atLeast = replay.rate(StreamsConfig.AT_LEAST_ONCE);
            if (round > 0) {
                exactlyOnce.add(once);
                atLeastOnce.add(atLeast);
            }
        }
    }

    /** A few seconds at a rate that can be kept; of some requests it is taken when others hear of them. */
    private void paced(Gateways gateways, double perSecond, List<Sightings> told) throws IOException {
        long events = Math.round(perSecond * PACED_SECONDS / keys) * keys;
        long start = System.nanoTime();
        for (long i = 0; i < events; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int key = (int) (i % keys);
            gateways.decide(0, key);
            decided++;
            if (i % SIGHTED == 0) {
                long count = (decided + keys - 1) / keys;
                told.forEach(sightings -> sightings.await(CoreGate.id(key), count));
                askAnew(gateways);
            }
        }
        long end = System.nanoTime() + ROUND_MAX.toNanos();
        while (!told.stream().allMatch(Sightings::isDone)) {
            if (System.nanoTime() > end) {
                throw new IOException("Not all that was admitted is told of.");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A first request of a key waits until quota-state tells that it is admitted. */
    private void askAnew(Gateways gateways) {
        if (asked < FIRST_REQUESTS) {
            long since = System.nanoTime();
            if (gateways.decide(0, keys + asked++) instanceof Verdict.Waiting waiting) {
                var unused = waiting.decision().thenRun(() -> granted.seen(System.nanoTime() - since));
            }
        }
    }

    /** Events a second, from the first decision until the last event is counted in usage-daily, and committed. */
    private double through(Gateways gateways, Totals totals, int events) throws IOException {
        long goal = totals.counted() + events;
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            // Each key's requests go to each of them.
            gateways.decide((int) (decided / keys % gateways.count()), (int) (decided % keys));
            decided++;
        }
        while (totals.counted() < goal) {
            if (System.nanoTime() - start
                    > ROUND_MAX.plusSeconds(events / EVENTS_A_SECOND_MIN).toNanos()) {
                throw new IOException("Of " + goal + " events, " + totals.counted() + " are in usage-daily.");
            }
            LockSupport.parkNanos(1_000_000);
        }
        gateways.requireAllAdmitted();
        return events * 1e9 / (System.nanoTime() - start);
    }

    /** What the broker's files of request-events hold. Not by a walk through all its files, of which some go meanwhile. */
    private long logBytes() throws IOException {
        long size = 0;
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            Path folder = place.file("kafka").resolve(Topic.REQUEST_EVENTS.topicName() + "-" + partition);
            List<Path> logs;
            try (Stream<Path> files = Files.list(folder)) {
                logs = files.filter(file -> file.toString().endsWith(".log")).toList();
            }
            for (Path log : logs) {
                size += Files.size(log);
            }
        }
        return size;
    }
}
