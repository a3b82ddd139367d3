package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTableTest {
    private final KeyTable table = new KeyTable(new SecureRandom());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldHoldWhatAMapHolds(long seed) {
        // Given
        Random random = new Random(seed);
        KeyHash[] hashes = random.longs(4_000).mapToObj(KeyTableTest::hash).toArray(KeyHash[]::new);
        Map<KeyHash, ApiKey> model = new HashMap<>();

        // When
        for (int step = 0; step < 40_000; step++) {
            KeyHash hash = hashes[random.nextInt(hashes.length)];
            if (random.nextInt(3) == 0) {
                table.remove(hash);
                model.remove(hash);
            } else {
                ApiKey key = SampleKeys.key(hash, random.nextInt(3));
                table.put(key);
                model.merge(hash, key, (known, given) -> given.version() >= known.version() ? given : known);
            }
        }

        // Then
        assertThat(table.size()).isEqualTo(model.size());
        for (KeyHash hash : hashes) {
            assertThat(find(hash)).isEqualTo(model.get(hash));
        }
    }

    @Test
    void shouldFindEachOfManyAndNoOther() {
        for (long i = 0; i < 200_000; i++) {
            table.put(key(i));
        }

        for (long i = 0; i < 200_000; i++) {
            ApiKey found = find(hash(i));
            assertThat(found == null ? -1 : found.version()).isEqualTo(i);
            assertThat(find(hash(-1 - i))).isNull();
        }
    }

    @Test
    void shouldNotGrowByKeysThatComeAndGo() {
        for (long i = 0; i < 2_000_000; i++) {
            table.put(key(i));
            table.remove(hash(i));
        }

        assertThat(table.size()).isZero();
        assertThat(table.capacity()).isLessThanOrEqualTo(1 << 10);
    }

    @Test
    void shouldTellHashesApartThatDifferInOneBit() {
        KeyHash hash = new KeyHash(0, 0, 0, 0);
        table.put(SampleKeys.key(hash, 1));

        assertThat(find(hash)).isNotNull();
        for (int bit = 0; bit < 64; bit++) {
            assertThat(find(new KeyHash(1L << bit, 0, 0, 0))).isNull();
            assertThat(find(new KeyHash(0, 1L << bit, 0, 0))).isNull();
            assertThat(find(new KeyHash(0, 0, 1L << bit, 0))).isNull();
            assertThat(find(new KeyHash(0, 0, 0, 1L << bit))).isNull();
        }
    }

    /** In packed rows, and in more than there can be at hand. */
    @Test
    void shouldGiveBackAllThatAKeyHas() {
        for (long i = 0; i < 100_000; i++) {
            table.put(key(i));
        }
        List<ApiKey> special = List.of(
                SampleKeys.key(hash(-1), Long.MAX_VALUE, "read", "write"),
                special(hash(-2), "key_2", "key_2", new OwnLimits(0, Plan.UNLIMITED, 3), null),
                special(hash(-3), "key_3", "lin_3", OwnLimits.NONE, new LimitOverride(Plan.UNLIMITED, 5)),
                special(hash(-4), "\u00e9\ud83d\ude00".repeat(500), "lin", new OwnLimits(Plan.UNLIMITED, 7, 1), null));
        special.forEach(table::put);
        for (long i = 0; i < 100_000; i++) {
            find(hash(i));
        }

        for (ApiKey key : special) {
            assertThat(find(key.hash())).isEqualTo(key);
            assertThat(find(key.hash())).isEqualTo(key);
        }
    }

    @Test
    void shouldRefuseAKeyWhoseNamesAreFarTooLongAndGoOn() {
        ApiKey known = key(1);
        table.put(known);

        ApiKey tooLong = special(known.hash(), "x".repeat(70_000), "lin", OwnLimits.NONE, null);
        assertThatThrownBy(() -> table.put(tooLong)).isInstanceOf(IllegalArgumentException.class);
        table.put(key(2));

        assertThat(find(hash(1))).isEqualTo(known);
        assertThat(find(hash(2))).isEqualTo(key(2));
        assertThat(table.size()).isEqualTo(2);
    }

    /** What is known of a key may be that it is revoked by now. */
    @Test
    void shouldForgetAKeyWhoseNewestStateHasNoRoom() {
        KeyTable small = new KeyTable(new SecureRandom(), 1);
        assertThatThrownBy(() -> {
                    for (long i = 0; i < 10_000; i++) {
                        small.put(key(i));
                    }
                })
                .isInstanceOf(IllegalStateException.class);
        int full = small.size();
        assertThat(small.find(hash(1))).isNotNull();

        assertThatThrownBy(() -> small.put(SampleKeys.key(hash(1), 2))).isInstanceOf(IllegalStateException.class);

        assertThat(small.find(hash(1))).isNull();
        assertThat(small.find(hash(2))).isNotNull();
        assertThat(small.size()).isEqualTo(full - 1);
    }

    private static ApiKey special(
            KeyHash hash, String id, String lineage, OwnLimits own, @Nullable LimitOverride override) {
        return new ApiKey(
                hash,
                id,
                "acc_" + id,
                "",
                lineage,
                "",
                "tg",
                "",
                KeyEnvironment.TEST,
                KeyState.KEY_IS_REVOKED,
                AccountState.ACCOUNT_IS_DELETED,
                "plan",
                20_000,
                8,
                own,
                override,
                true,
                Set.of("s"),
                AddressRanges.parse(List.of("10.0.0.0/8", "::1")),
                0,
                Long.MAX_VALUE,
                9);
    }

    /** Whoever imports keys by their hashes may send any. */
    @Test
    void shouldTakeHashesThatHaveMuchInCommon() {
        List<KeyHash> hashes = new ArrayList<>();
        for (long i = 0; i < 5_000; i++) {
            hashes.add(new KeyHash(i, 0, 0, 0));
            hashes.add(new KeyHash(0, i + 1, 0, 0));
            hashes.add(new KeyHash(7, 7, i, 0));
            hashes.add(new KeyHash(8, 7, 7, i << 40));
        }

        hashes.forEach(hash -> table.put(SampleKeys.key(hash, 1)));

        assertThat(table.size()).isEqualTo(hashes.size());
        assertThat(hashes)
                .allSatisfy(hash ->
                        assertThat(Objects.requireNonNull(find(hash)).hash()).isEqualTo(hash));
        assertThat(find(new KeyHash(7, 7, 7, 7))).isNull();
    }

    /** Keys that are always there are always found, and never one for another, while others come, go and make it grow. */
    @Test
    void shouldBeReadWhileItIsWritten() throws Exception {
        // Given
        long lasting = 1_000;
        for (long i = 0; i < lasting; i++) {
            table.put(key(i));
        }
        CountDownLatch written = new CountDownLatch(1);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        Future<Long> wrong = readers.submit(() -> {
            long mistakes = 0;
            while (written.getCount() > 0) {
                for (long i = 0; i < lasting; i++) {
                    ApiKey found = find(hash(i));
                    mistakes += found == null || found.version() != i ? 1 : 0;
                }
            }
            return mistakes;
        });
        Future<Long> mixed = readers.submit(() -> {
            long mistakes = 0;
            while (written.getCount() > 0) {
                for (long i = lasting; i < 2 * lasting; i++) {
                    ApiKey found = find(hash(i));
                    mistakes += found != null && found.version() != i ? 1 : 0;
                }
            }
            return mistakes;
        });

        // When
        for (int round = 0; round < 20; round++) {
            for (long i = lasting; i < 50_000; i++) {
                table.put(key(i));
            }
            for (long i = lasting; i < 50_000; i++) {
                table.remove(hash(i));
            }
        }
        written.countDown();
        readers.shutdown();

        // Then
        assertThat(wrong.get(1, TimeUnit.MINUTES)).isZero();
        assertThat(mixed.get(1, TimeUnit.MINUTES)).isZero();
        assertThat(table.size()).isEqualTo(lasting);
    }

    private @Nullable ApiKey find(KeyHash hash) {
        KeyInUse found = table.find(hash);
        return found == null ? null : found.key();
    }

    private static KeyHash hash(long i) {
        return KeyHash.of(Long.toString(i));
    }

    /** The key of a number, which its version tells. */
    private static ApiKey key(long i) {
        return SampleKeys.key(hash(i), i);
    }
}
