package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.SampleKeys;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnerAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final int TODAY = UtcDay.of(NOW.toEpochMilli());
    private static final long RESET = Instant.parse("2026-11-24T00:00:00Z").getEpochSecond();
    private static final ApiKey KEY = SampleKeys.key("b", "a");

    private final UsageView usage = new UsageView();
    private final OwnerAnswers owner = new OwnerAnswers(usage, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldTellAllThatIsKnownOfALimitedKey() throws Exception {
        usage.followedBy(() -> NOW.toEpochMilli() - 40);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 2, "2026-11-23T09:59:59.500Z"));

        assertThat(say(SampleKeys.FREE, SampleKeys.standing(100, 97, RESET)))
                .isEqualTo(
                        "{\"key_id\":\"key_1\",\"name\":\"n8n Integration\",\"prefix\":\"tg1a2b\",\"environment\":\"live\","
                                + "\"account\":{\"id\":\"acc_1\",\"name\":\"Acme \\\"Rockets\\\" GmbH\"},"
                                + "\"plan\":{\"id\":\"free\",\"name\":\"Free\"},\"scopes\":[\"a\",\"b\"],"
                                + "\"created_at\":\"2023-11-14T22:13:20Z\",\"last_used_at\":\"2026-11-23T09:59:59.500Z\","
                                + "\"usage_today\":3,\"limit\":100,\"remaining\":97,\"reset_at\":\"2026-11-24T00:00:00Z\","
                                + "\"as_of\":\"2026-11-23T10:00:00Z\",\"lag_ms\":0}");
    }

    @Test
    void shouldTellWhatTheMeterSaysOfAnUnlimitedKeyAndHowOldThatIs() throws Exception {
        usage.followedBy(() -> NOW.toEpochMilli() - 40);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 12, "2026-11-23T09:59:59Z"));

        assertThat(say(SampleKeys.UNLIMITED, null))
                .contains("\"usage_today\":12,\"limit\":null,\"remaining\":null,"
                        + "\"reset_at\":\"2026-11-24T00:00:00Z\","
                        + "\"as_of\":\"2026-11-23T09:59:59.960Z\",\"lag_ms\":40}");
    }

    @Test
    void shouldTellTheKeysOwnUsageWhereTheAccountSharesAQuota() throws Exception {
        usage.followedBy(NOW::toEpochMilli);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 12, "2026-11-23T09:59:59Z"));

        assertThat(say(SampleKeys.SHARED, SampleKeys.standing(1_000, 500, RESET)))
                .contains("\"usage_today\":12,\"limit\":1000,\"remaining\":500,");
    }

    @Test
    void shouldNotCountYesterdayAsToday() throws Exception {
        usage.followedBy(NOW::toEpochMilli);
        usage.apply(new DayKey(TODAY - 1, "key_1"), used(TODAY - 1, 12, "2026-11-22T09:00:00Z"));

        assertThat(say(SampleKeys.UNLIMITED, null))
                .contains("\"usage_today\":0,")
                .contains("\"last_used_at\":\"2026-11-22T09:00:00Z\"");
    }

    @Test
    void shouldGuessNothingBeforeTheViewIsLoaded() {
        assertThat(say(SampleKeys.UNLIMITED, null))
                .contains("\"last_used_at\":null,\"usage_today\":null,")
                .endsWith("\"as_of\":null,\"lag_ms\":null}");
    }

    @Test
    void shouldShowUseBeyondTheLimitWhereThePlanAdmitsIt() throws Exception {
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 105, "2026-11-23T09:59:59Z"));

        assertThat(say(SampleKeys.FREE, SampleKeys.standing(100, 0, RESET))).contains("\"usage_today\":105,");
    }

    @Test
    void shouldTellWhatIsUsedAndLeftOfAQuota() throws Exception {
        usage.followedBy(() -> NOW.toEpochMilli() - 40);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 2, "2026-11-23T09:59:59Z"));

        assertThat(usage(SampleKeys.FREE, SampleKeys.standing(100, 97, RESET)))
                .isEqualTo("{\"limit\":100,\"used\":3,\"remaining\":97,\"reset_at\":\"2026-11-24T00:00:00Z\","
                        + "\"as_of\":\"2026-11-23T09:59:59.960Z\",\"lag_ms\":40}");
    }

    @Test
    void shouldTellWhatOtherGatesAdmittedToo() throws Exception {
        usage.followedBy(NOW::toEpochMilli);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 42, "2026-11-23T09:59:59Z"));

        assertThat(usage(SampleKeys.FREE, SampleKeys.standing(100, 100, RESET)))
                .startsWith("{\"limit\":100,\"used\":42,\"remaining\":58,");
    }

    @Test
    void shouldTellNoMoreThanTheSharedQuotaWhereTheAccountHasOne() throws Exception {
        usage.followedBy(NOW::toEpochMilli);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 12, "2026-11-23T09:59:59Z"));

        assertThat(usage(SampleKeys.SHARED, SampleKeys.standing(1_000, 991, RESET)))
                .startsWith("{\"limit\":1000,\"used\":9,\"remaining\":991,");
    }

    @Test
    void shouldTellWhatIsUsedWhereNothingLimitsIt() throws Exception {
        assertThat(usage(SampleKeys.UNLIMITED, null))
                .isEqualTo("{\"limit\":null,\"used\":null,\"remaining\":null,\"reset_at\":\"2026-11-24T00:00:00Z\","
                        + "\"as_of\":null,\"lag_ms\":null}");
        usage.followedBy(NOW::toEpochMilli);
        usage.apply(new DayKey(TODAY, "key_1"), used(TODAY, 12, "2026-11-23T09:59:59Z"));

        assertThat(usage(SampleKeys.UNLIMITED, null)).startsWith("{\"limit\":null,\"used\":12,\"remaining\":null,");
    }

    private String usage(Plan plan, @Nullable Standing quota) {
        return owner.usage(new Admitted(KEY, plan, quota)).body();
    }

    private String say(Plan plan, @Nullable Standing quota) {
        return owner.identity(new Admitted(KEY, plan, quota)).body();
    }

    private static DailyUsage used(int day, long admitted, String lastUsed) {
        return DailyUsage.newBuilder()
                .setKeyId("key_1")
                .setDay(day)
                .setAdmitted(admitted)
                .setLastUsedAtMs(Instant.parse(lastUsed).toEpochMilli())
                .build();
    }
}
