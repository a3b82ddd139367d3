package dev.tollgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.simulation.SimulatedGateway.Ended;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The quota is exact and every admitted request is counted once, whatever the schedule. A failure names its seed. */
class AllowanceSimulationTest {
    private static final int SEEDS = 400;
    private static final long SECOND = 1_000_000;

    @Test
    void shouldAdmitExactlyTheQuotaWhileTheLedgerAnswers() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Schedule(seed, Trouble.NONE).run();
        }
    }

    @Test
    void shouldAdmitExactlyTheQuotaThroughCutsPausesRestartsAndLedgerCrashes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Schedule(seed, Trouble.SHORT).run();
        }
    }

    @Test
    void shouldCountEveryAdmittedRequestOnceEvenWhenGatewaysAreSilentForTooLong() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            new Schedule(seed, Trouble.LONG).run();
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenGatewaysAreKilled() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            new Schedule(seed, Trouble.KILLS).run();
        }
    }

    private enum Trouble {
        NONE,
        /** Shorter than a lease: the quota stays exact. */
        SHORT,
        /** Longer than a lease: allowances lapse and are given to others. */
        LONG,
        /** Processes die with what their journals hold, and their successors send it. */
        KILLS
    }

    private static final class Schedule {
        private final long seed;
        private final Trouble trouble;
        private final EventLoop loop;
        private final List<SimulatedPartition> partitions = new ArrayList<>();
        private final List<SimulatedGateway> gateways = new ArrayList<>();
        private final String account;
        private final int day;
        private final long limit;
        private final Terms terms;
        private final Map<Ended, Long> ended = new EnumMap<>(Ended.class);
        private long admitted;
        private int asked;
        private int answered;

        Schedule(long seed, Trouble trouble) {
            this.seed = seed;
            this.trouble = trouble;
            loop = new EventLoop(seed * 31 + trouble.name().hashCode());
            for (int i = 0; i < Topic.REQUEST_EVENTS.partitions(); i++) {
                partitions.add(new SimulatedPartition(loop, i));
            }
            account = "acc_" + seed;
            limit = new long[] {1, 3, 10, 40, 100}[loop.random.nextInt(5)];
            terms = new Terms("key_1", Topic.partitionOf(account), limit, 1, 1, true, false);
            double lostAcknowledgements =
                    trouble == Trouble.NONE ? 0 : new double[] {0, 0.05, 0.2}[loop.random.nextInt(3)];
            IntStream.range(0, 1 + loop.random.nextInt(4))
                    .forEach(i -> gateways.add(new SimulatedGateway(
                            "g" + i, loop, partitions, new SimulatedGateway.Faults(lostAcknowledgements))));
            day = UtcDay.of(gateways.get(0).millis());
        }

        void run() {
            long length = (2 + loop.random.nextInt(20)) * SECOND;
            int requests = 5 + loop.random.nextInt((int) (2 * limit + 20));
            for (int i = 0; i < requests; i++) {
                loop.after((long) (loop.random.nextDouble() * length), this::request);
            }
            if (trouble != Trouble.NONE) {
                for (int i = loop.random.nextInt(8); i >= 0; i--) {
                    loop.after((long) (loop.random.nextDouble() * length), this::makeTrouble);
                }
            }
            for (int i = loop.random.nextInt(6); i >= 0; i--) {
                loop.after(
                        (long) (loop.random.nextDouble() * length),
                        () -> partitions.forEach(SimulatedPartition::commit));
            }
            loop.runUntil(length + 60 * SECOND);
            gateways.forEach(SimulatedGateway::heal);
            gateways.stream().filter(g -> !g.isUp()).forEach(SimulatedGateway::start);
            loop.runFor(60 * SECOND);
            check();
        }

        private void check() {
            String schedule = trouble + " seed " + seed + " limit " + limit + " " + ended;
            DayKey key = new DayKey(day, terms.subject());
            long counted = partitions.get(terms.partition()).counted(key);
            assertThat(answered).as("every request is answered: %s", schedule).isEqualTo(asked);
            assertThat(gateways).as("journals are drained: %s", schedule).allMatch(SimulatedGateway::isDrained);
            assertThat(counted)
                    .as("admitted once is counted once: %s", schedule)
                    .isEqualTo(admitted);
            if (trouble != Trouble.LONG) {
                assertThat(admitted).as("no more than the quota: %s", schedule).isLessThanOrEqualTo(limit);
                probe(schedule);
            }
        }

        /** Whatever is left is there for whoever asks, and nothing more. */
        private void probe(String schedule) {
            for (long left = limit - admitted; left >= 0; left--) {
                Ended[] result = {Ended.REFUSED_503};
                for (int attempt = 0; attempt < 5 && result[0] == Ended.REFUSED_503; attempt++) {
                    SimulatedGateway gateway = gateways.get(loop.random.nextInt(gateways.size()));
                    gateway.request(terms, account, day, 1, end -> result[0] = end);
                    loop.runFor(SECOND);
                }
                assertThat(result[0])
                        .as("with %s left: %s", left, schedule)
                        .isEqualTo(left > 0 ? Ended.ADMITTED : Ended.REFUSED_429);
            }
        }

        private void request() {
            asked++;
            SimulatedGateway gateway = gateways.get(loop.random.nextInt(gateways.size()));
            gateway.request(terms, account, day, 1, how -> end(how));
        }

        private void end(Ended how) {
            answered++;
            ended.merge(how, 1L, Long::sum);
            if (how == Ended.ADMITTED) {
                admitted++;
            }
            if (how == Ended.REFUSED_429 && trouble != Trouble.LONG && trouble != Trouble.KILLS) {
                assertThat(admitted)
                        .as("no 429 while quota is left: %s seed %s limit %s", trouble, seed, limit)
                        .isGreaterThanOrEqualTo(limit);
            }
        }

        private void makeTrouble() {
            SimulatedGateway gateway = gateways.get(loop.random.nextInt(gateways.size()));
            long most = trouble == Trouble.LONG ? 40 * SECOND : 6 * SECOND;
            long howLong = (long) (loop.random.nextDouble() * most);
            switch (loop.random.nextInt(4)) {
                case 0 -> gateway.pause(howLong);
                case 1 -> gateway.cut(howLong);
                case 2 -> partitions.forEach(SimulatedPartition::crash);
                default -> restart(gateway, howLong);
            }
        }

        private void restart(SimulatedGateway gateway, long downMicros) {
            if (!gateway.isUp()) {
                return;
            }
            if (trouble == Trouble.KILLS) {
                gateway.kill();
            } else {
                gateway.stopOrderly();
            }
            loop.after(downMicros, () -> {
                if (!gateway.isUp()) {
                    gateway.start();
                }
            });
        }
    }
}
