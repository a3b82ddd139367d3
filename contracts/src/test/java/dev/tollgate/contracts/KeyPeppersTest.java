package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPeppersTest {
    private static final String ONE = secret(32, 1);
    private static final String TWO = secret(40, 2);

    @Test
    void shouldHashToWhatEveryoneElseCallsHmacSha256() {
        // RFC 4231, test case 6.
        KeyPeppers peppers = KeyPeppers.parse("7:" + secret(131, 0xaa));

        KeyPeppers.Hashed hashed = peppers.hash("Test Using Larger Than Block-Size Key - Hash Key First");

        assertThat(hashed.pepperId()).isEqualTo(7);
        assertThat(hashed.hash().toBytes())
                .asHexString()
                .isEqualToIgnoringCase("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void shouldHashWithoutAPepperWhereThereIsNone() {
        assertThat(KeyPeppers.parse(" ")).isSameAs(KeyPeppers.NONE);
        assertThat(KeyPeppers.NONE.hash("abc")).isEqualTo(new KeyPeppers.Hashed(0, KeyHash.of("abc")));
        assertThat(KeyPeppers.NONE.forms()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheFirstForNewKeysAndKnowTheFormsOfAll() {
        KeyPeppers rotated = KeyPeppers.parse("2:" + TWO + ", 1:" + ONE);
        KeyPeppers before = KeyPeppers.parse("1:" + ONE);

        assertThat(rotated.ids()).containsExactly(2, 1);
        assertThat(rotated.forms()).isEqualTo(3);
        assertThat(rotated.hash("abc").hash()).isEqualTo(rotated.hash("abc", 0));
        assertThat(rotated.hash("abc", 1)).isEqualTo(before.hash("abc").hash());
        assertThat(rotated.hash("abc", 2)).isEqualTo(KeyHash.of("abc"));
        assertThat(rotated.hash("abc", 0)).isNotEqualTo(rotated.hash("abc", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-without-a-number",
                ":c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==",
                "0:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==",
                "-1:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==",
                "9999999999:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==",
                "1:c2VjcmV0",
                "1:not base64 at all, and long enough for it",
                "1:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==,",
                "1:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==,1:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="
            })
    void shouldRefuseWhatIsNoneAndShowNothingOfIt(String text) {
        assertThatThrownBy(() -> KeyPeppers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("TOLLGATE_KEY_PEPPERS must be like")
                .hasNoCause()
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("secret-without", "c2Vjc", "not base64 at");
    }

    @Test
    void shouldPrintNoSecret() {
        assertThat(KeyPeppers.parse("2:" + TWO + ",1:" + ONE)).hasToString("KeyPeppers[2, 1]");
    }

    private static String secret(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
