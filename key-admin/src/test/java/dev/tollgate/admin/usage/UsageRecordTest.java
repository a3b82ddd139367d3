package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import java.time.LocalDate;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UsageRecordTest {
    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 11, 23).toEpochDay());

    private static DailyUsage.Builder good() {
        return DailyUsage.newBuilder()
                .setKeyId("key_1")
                .setAccountId("acc_1")
                .setDay(DAY)
                .setAdmitted(12)
                .setAdmittedRequests(4)
                .addOutcomes(
                        OutcomeCount.newBuilder().setOutcome(Outcome.ADMITTED).setRequests(5))
                .addHours(HourUsage.newBuilder().setHour(23).setAdmitted(12))
                .addRoutes(RouteUsage.newBuilder().setRoute("GET /").setAdmitted(12))
                .setLastUsedAtMs(1);
    }

    private static DailyUsage read(DailyUsage usage) throws MalformedRecordException {
        return UsageRecord.read(new DayKey(usage.getDay(), usage.getKeyId()).toBytes(), usage.toByteArray());
    }

    @Test
    void shouldReadWhatTheLedgerWrites() throws MalformedRecordException {
        assertThat(read(good().build())).isEqualTo(good().build());
    }

    static Stream<Consumer<DailyUsage.Builder>> wrongs() {
        return Stream.of(
                usage -> usage.setKeyId("a\0b"),
                usage -> usage.setKeyId("k".repeat(101)),
                usage -> usage.setAccountId(""),
                usage -> usage.setAccountId("\0"),
                usage -> usage.setDay(0),
                usage -> usage.setDay(-800_000),
                usage -> usage.setDay(100_000),
                usage -> usage.setAdmitted(-1),
                usage -> usage.setAdmitted(Long.MAX_VALUE),
                usage -> usage.setAdmittedRequests(-1),
                usage -> usage.setAdmittedRequests(6),
                usage -> usage.setLastUsedAtMs(-1),
                usage -> usage.setLastUsedAtMs(Long.MAX_VALUE),
                usage -> usage.getOutcomesBuilder(0).setRequests(-1),
                usage -> usage.addHours(HourUsage.newBuilder().setHour(23)),
                usage -> usage.addHours(HourUsage.newBuilder().setHour(24)),
                usage -> usage.addHours(HourUsage.newBuilder().setHour(-1)),
                usage -> usage.addHours(HourUsage.newBuilder().setRefusedRequests(-1)),
                usage -> usage.addRoutes(RouteUsage.newBuilder().setRoute("GET /")),
                usage -> usage.addRoutes(RouteUsage.newBuilder().setRoute("\0")),
                usage -> usage.addRoutes(RouteUsage.newBuilder().setRoute("x".repeat(501))),
                usage -> usage.addRoutes(RouteUsage.newBuilder().setAdmittedRequests(-1)));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void shouldRefuseWhatTheTablesCannotHold(Consumer<DailyUsage.Builder> wrong) {
        DailyUsage.Builder usage = good();
        wrong.accept(usage);

        assertThatThrownBy(() -> read(usage.build())).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldRefuseAKeyThatIsAboutSomethingElse() {
        byte[] value = good().build().toByteArray();

        assertThatThrownBy(() -> UsageRecord.read(new DayKey(DAY, "key_2").toBytes(), value))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> UsageRecord.read(new DayKey(DAY + 1, "key_1").toBytes(), value))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> UsageRecord.read(null, value)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> UsageRecord.read(new DayKey(DAY, "key_1").toBytes(), null))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldRefuseRandomBytesAndThrowNothingElse() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] key = random.nextBoolean() ? new DayKey(DAY, "key_1").toBytes() : bytes(random, 16);

            assertThatThrownBy(() -> UsageRecord.read(key, bytes(random, 60)))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    private static byte[] bytes(Random random, int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax)];
        random.nextBytes(bytes);
        return bytes;
    }
}
