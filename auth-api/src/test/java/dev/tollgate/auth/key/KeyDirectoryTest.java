package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyDirectoryTest {
    private static final String FOREIGN = "sk_live-51.H?p+kZ/w~7";

    private final KeyDirectory keys = new KeyDirectory();

    @Test
    void shouldFindKeysOfAnyForm() {
        ApiKey key = SampleKeys.key(KeyHash.of(FOREIGN), 1);
        keys.put(key);

        assertThat(use(FOREIGN)).isNotNull().extracting(KeyInUse::key).isEqualTo(key);
        assertThat(use(FOREIGN + "x")).isNull();
    }

    @Test
    void shouldTakeNoOtherCharacterForTheQuestionMarkThatItBecomesInAscii() {
        keys.put(SampleKeys.key(KeyHash.of(FOREIGN), 1));

        assertThat(use(FOREIGN.replace('?', 'é'))).isNull();
    }

    @Test
    void shouldNotHashWhatIsLongerThanAnyKey() {
        String longest = "x".repeat(KeyFormat.FOREIGN_LENGTH_MAX);
        keys.put(SampleKeys.key(KeyHash.of(longest), 1));
        keys.put(SampleKeys.key(KeyHash.of(longest + "x"), 1));

        assertThat(use(longest)).isNotNull();
        assertThat(use(longest + "x")).isNull();
    }

    private @Nullable KeyInUse use(String token) {
        return keys.use(token.getBytes(StandardCharsets.ISO_8859_1));
    }
}
