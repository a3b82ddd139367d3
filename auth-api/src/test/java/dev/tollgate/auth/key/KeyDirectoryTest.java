package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyHash;
import org.junit.jupiter.api.Test;

class KeyDirectoryTest {
    private static final String FOREIGN = "sk_live-51.H?p+kZ/w~7";

    private final KeyDirectory keys = new KeyDirectory();

    @Test
    void shouldLookForTokensOfAnotherFormOnlyWhereThereAreSuchKeys() {
        ApiKey key = SampleKeys.key(KeyHash.of(FOREIGN), 1);
        keys.put(key);
        assertThat(keys.find(FOREIGN)).isNull();

        keys.expectForeign();

        assertThat(keys.find(FOREIGN)).isEqualTo(key);
        assertThat(keys.find(FOREIGN + "x")).isNull();
    }

    @Test
    void shouldTakeNoOtherCharacterForTheQuestionMarkThatItBecomesInAscii() {
        keys.put(SampleKeys.key(KeyHash.of(FOREIGN), 1));
        keys.expectForeign();

        assertThat(keys.find(FOREIGN.replace('?', 'é'))).isNull();
    }
}
