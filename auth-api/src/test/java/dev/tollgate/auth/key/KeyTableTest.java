package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyHash;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
            assertThat(table.find(hash)).isSameAs(model.get(hash));
        }
    }

    @Test
    void shouldFindEachOfManyAndNoOther() {
        for (long i = 0; i < 200_000; i++) {
            table.put(key(i));
        }

        for (long i = 0; i < 200_000; i++) {
            ApiKey found = table.find(hash(i));
            assertThat(found == null ? -1 : found.version()).isEqualTo(i);
            assertThat(table.find(hash(-1 - i))).isNull();
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

        assertThat(table.find(hash)).isNotNull();
        for (int bit = 0; bit < 64; bit++) {
            assertThat(table.find(new KeyHash(1L << bit, 0, 0, 0))).isNull();
            assertThat(table.find(new KeyHash(0, 1L << bit, 0, 0))).isNull();
            assertThat(table.find(new KeyHash(0, 0, 1L << bit, 0))).isNull();
            assertThat(table.find(new KeyHash(0, 0, 0, 1L << bit))).isNull();
        }
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
        assertThat(hashes).allSatisfy(hash -> assertThat(
                        Objects.requireNonNull(table.find(hash)).hash())
                .isEqualTo(hash));
        assertThat(table.find(new KeyHash(7, 7, 7, 7))).isNull();
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
                    ApiKey found = table.find(hash(i));
                    mistakes += found == null || found.version() != i ? 1 : 0;
                }
            }
            return mistakes;
        });
        Future<Long> mixed = readers.submit(() -> {
            long mistakes = 0;
            while (written.getCount() > 0) {
                for (long i = lasting; i < 2 * lasting; i++) {
                    ApiKey found = table.find(hash(i));
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

    private static KeyHash hash(long i) {
        return KeyHash.of(Long.toString(i));
    }

    /** The key of a number, which its version tells. */
    private static ApiKey key(long i) {
        return SampleKeys.key(hash(i), i);
    }
}
