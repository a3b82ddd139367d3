package dev.tollgate.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.usage.KeyTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyBodyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static ApiKey key(String state, @Nullable Instant expiresAt) {
        return new ApiKey(
                "key_1",
                "acc_1",
                "key_1",
                null,
                "live",
                new KeyLabel("Server", null, Map.of()),
                "tgAbCdEf",
                "wXyZ",
                state,
                new KeyGrant(List.of("a"), List.of(), expiresAt),
                new KeyLimits(5L, null, 1),
                null,
                NOW,
                1);
    }

    @ParameterizedTest
    @CsvSource({
        "active,,active",
        "active,2026-11-23T12:00:00.001Z,active",
        "active,2026-11-23T12:00:00Z,expired",
        "disabled,,disabled",
        "disabled,2026-11-23T11:00:00Z,expired",
        "revoked,2026-11-23T11:00:00Z,revoked",
        "revoked,,revoked"
    })
    void shouldShowTheStateOfTheMoment(String state, @Nullable Instant expiresAt, String shown) {
        assertThat(KeyBody.of(key(state, expiresAt), KeyTotals.NONE, true, NOW).state())
                .isEqualTo(shown);
    }

    @Test
    void shouldShowWhatItDid() {
        KeyBody body = KeyBody.of(key("active", null), new KeyTotals(10, 3, NOW), true, NOW);

        assertThat(body.usageCount()).isEqualTo(10);
        assertThat(body.usageToday()).isEqualTo(3);
        assertThat(body.lastUsedAt()).isEqualTo(NOW);
    }

    @Test
    void shouldTellWhetherItsOwnLimitActs() {
        assertThat(KeyBody.of(key("active", null), KeyTotals.NONE, true, NOW).dailyLimitActs())
                .isTrue();
        assertThat(KeyBody.of(key("active", null), KeyTotals.NONE, false, NOW).dailyLimitActs())
                .isFalse();
        assertThat(KeyBody.of(key("active", null).withLimits(KeyLimits.NONE), KeyTotals.NONE, true, NOW)
                        .dailyLimitActs())
                .isNull();
    }

    @Test
    void shouldCountOnlyRealChangesOfLimits() {
        KeyLimits limits = KeyLimits.NONE.changedTo(5L, null);

        assertThat(limits).isEqualTo(new KeyLimits(5L, null, 1));
        assertThat(limits.changedTo(5L, null)).isSameAs(limits);
        assertThat(limits.changedTo(null, null)).isEqualTo(new KeyLimits(null, null, 2));
    }

    @Test
    void shouldNotPrintTheKey() {
        Keys.Made made = new Keys.Made(key("active", null), "tgSecret");

        assertThat(made).hasToString("Made[key_1]");
        assertThat(KeyBody.made(made, true, NOW)).hasToString("KeyBody[key_1]");
    }
}
