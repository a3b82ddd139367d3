package dev.tollgate.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.v1.KeyEnvironment;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDetectorTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyFormat format = new KeyFormat("tg", RANDOM);

    private static List<String> found(String prefix, String text) {
        KeyDetector detector = new KeyDetector(prefix);
        return text.chars()
                .mapToObj(character -> detector.next((char) character))
                .flatMap(Optional::stream)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "key=%s\n", "\"%s\"", "before\\n%s", "https://example.com/?k%%3D%s&x=y", "%s%s", "a%sb"})
    void shouldFindAKeyWhateverStandsAroundIt(String text) {
        String key = format.generate();

        assertThat(found("tg", text.formatted(key, key))).contains(key).containsOnly(key);
    }

    @Test
    void shouldFindKeysForTests() {
        String key = format.generate(KeyEnvironment.TEST);

        assertThat(found("tg", key)).containsExactly(key);
    }

    @Test
    void shouldFindEachOfMany() {
        List<String> keys = List.of(format.generate(), format.generate(), format.generate());

        assertThat(found("tg", String.join(" ", keys))).containsExactlyElementsOf(keys);
    }

    @Test
    void shouldFindAKeyBehindALongWord() {
        String key = format.generate();

        assertThat(found("tg", "x".repeat(100_000) + key)).containsExactly(key);
    }

    @Test
    void shouldNotFindWhatHasAnotherChecksum() {
        String key = format.generate();
        String mistyped = key.substring(0, 20) + (key.charAt(20) == 'x' ? 'y' : 'x') + key.substring(21);

        assertThat(found("tg", mistyped)).isEmpty();
    }

    @Test
    void shouldNotFindKeysOfAnotherPrefix() {
        assertThat(found("acme", format.generate())).isEmpty();
    }

    @Test
    void shouldNotFindWhatIsTornInTwo() {
        String key = format.generate();

        assertThat(found("tg", key.substring(0, 30) + "-" + key.substring(30))).isEmpty();
    }
}
