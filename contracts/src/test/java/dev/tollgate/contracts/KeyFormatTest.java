package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.v1.KeyEnvironment;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatTest {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private final KeyFormat format = new KeyFormat(KeyFormat.DEFAULT_PREFIX, new SecureRandom());

    @Test
    void shouldMakeLongAlphanumericKeysThatAreAllDifferent() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String key = format.generate();
            assertThat(key).startsWith("tg").hasSize(66).matches("[0-9A-Za-z]{64,}");
            assertThat(KeyFormat.isWellFormed(key)).isTrue();
            keys.add(key);
        }
        assertThat(keys).hasSize(1_000);
    }

    @Test
    void shouldFindEveryChangeOfOneCharacterByTheChecksumAlone() {
        String key = format.generate();
        for (int i = 0; i < key.length(); i++) {
            for (int digit = 0; digit < BASE62.length(); digit++) {
                char other = BASE62.charAt(digit);
                if (other != key.charAt(i)) {
                    String changed = key.substring(0, i) + other + key.substring(i + 1);
                    assertThat(KeyFormat.isWellFormed(changed)).as(changed).isFalse();
                }
            }
        }
    }

    @Test
    void shouldFindTwoNeighboursThatChangedPlaces() {
        String key = format.generate();
        for (int i = 0; i + 1 < key.length(); i++) {
            if (key.charAt(i) != key.charAt(i + 1)) {
                String swapped = key.substring(0, i) + key.charAt(i + 1) + key.charAt(i) + key.substring(i + 2);
                assertThat(KeyFormat.isWellFormed(swapped)).as(swapped).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_51HpkZw7", "0123456789abcdef0123456789abcdef", "a.b-c_d~e+f/g==!{}\"'"})
    void shouldTakeOverWhatHasOnlyVisibleCharacters(String token) {
        assertThat(KeyFormat.couldBeForeign(token)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fifteen_letters", "with a blank in it", "with\tone tab in it", "ключ от всех дверей!"})
    void shouldTakeOverNothingThatIsShortOrHasOtherCharacters(String token) {
        assertThat(KeyFormat.couldBeForeign(token)).isFalse();
        assertThat(KeyFormat.couldBeForeign("x".repeat(KeyFormat.FOREIGN_LENGTH_MAX + 1)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "tg", "ключ", "tg 0000", "\u0000"})
    void shouldRefuseWhatIsNoKeyAtAll(String token) {
        assertThat(KeyFormat.isWellFormed(token)).isFalse();
    }

    @Test
    void shouldRefuseKeysThatAreCutOrProlonged() {
        String key = format.generate();

        assertThat(KeyFormat.isWellFormed(key.substring(1))).isFalse();
        assertThat(KeyFormat.isWellFormed(key + "0")).isFalse();
        assertThat(KeyFormat.isWellFormed(key + " ")).isFalse();
        assertThat(KeyFormat.isWellFormed(key.repeat(200))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with_underline", "ü", "seventeen00000000"})
    void shouldRefusePrefixesThatAreNotShortAndAlphanumeric(String prefix) {
        assertThatThrownBy(() -> new KeyFormat(prefix, new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 16 letters and digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "sixteen000000000"})
    void shouldTakeShortAndLongPrefixes(String prefix) {
        String key = new KeyFormat(prefix, new SecureRandom()).generate();

        assertThat(key).startsWith(prefix).hasSizeBetween(KeyFormat.LENGTH_MIN, KeyFormat.LENGTH_MAX);
        assertThat(KeyFormat.isWellFormed(key)).isTrue();
    }

    @Test
    void shouldMarkKeysForTests() {
        String key = format.generate(KeyEnvironment.TEST);

        assertThat(key).startsWith("tgtest").hasSize(70);
        assertThat(KeyFormat.isWellFormed(key)).isTrue();
        String longest = new KeyFormat("sixteen000000000", new SecureRandom()).generate(KeyEnvironment.TEST);
        assertThat(longest).hasSize(KeyFormat.LENGTH_MAX);
        assertThat(KeyFormat.isWellFormed(longest)).isTrue();
    }

    @Test
    void shouldFindKeysInAnyText() {
        String live = format.generate();
        String test = format.generate(KeyEnvironment.TEST);
        String text = "API_KEY=" + live + "\n{\"key\":\"" + test + "\"}, x" + live + " " + live + "0 "
                + live.substring(1) + " https://example.com/?key=" + live;

        assertThat(format.pattern().matcher(text).results().map(MatchResult::group))
                .containsExactly(live, test, live);
    }

    @Test
    void shouldHashToWhatEveryoneElseCallsSha256() {
        KeyHash hash = KeyHash.of("abc");

        assertThat(hash.toBytes())
                .asHexString()
                .isEqualToIgnoringCase("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(KeyHash.fromBytes(hash.toBytes())).isEqualTo(hash);
        assertThatThrownBy(() -> KeyHash.fromBytes(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
