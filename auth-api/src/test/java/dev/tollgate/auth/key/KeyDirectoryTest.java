package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyHash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyDirectoryTest {
    private static final String FOREIGN = "sk_live-51.H?p+kZ/w~7";

    private final KeyDirectory keys = new KeyDirectory();

    @Test
    void shouldLookForTokensOfAnotherFormOnlyWhereThereAreSuchKeys() {
        ApiKey key = SampleKeys.key(KeyHash.of(FOREIGN), 1);
        keys.put(key);
        assertThat(use(FOREIGN)).isNull();

        keys.expectForeign();

        assertThat(use(FOREIGN)).isNotNull().extracting(KeyInUse::key).isEqualTo(key);
        assertThat(use(FOREIGN + "x")).isNull();
    }

    @Test
    void shouldTakeNoOtherCharacterForTheQuestionMarkThatItBecomesInAscii() {
        keys.put(SampleKeys.key(KeyHash.of(FOREIGN), 1));
        keys.expectForeign();

        assertThat(use(FOREIGN.replace('?', 'é'))).isNull();
    }

    private @Nullable KeyInUse use(String token) {
        return keys.use(token.getBytes(StandardCharsets.ISO_8859_1));
    }
}
