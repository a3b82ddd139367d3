package dev.tollgate.auth.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER abc", "Bearer  abc", " Bearer abc ", "Bearer abc  "})
    void shouldFindTheToken(String header) {
        assertThat(of(header)).isEqualTo(new Credential.Token("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Bearer", "Bearer ", "Bearer   ", "Basic abc", "abc", "Bearerabc", "Bearer\tabc"})
    void shouldNotTakeAnythingElseForOne(String header) {
        assertThat(of(header)).isEqualTo(new Credential.Missing());
    }

    @Test
    void shouldNotChooseBetweenTwo() {
        assertThat(of("Bearer abc", "Bearer abc")).isEqualTo(new Credential.Ambiguous());
        assertThat(of("Basic x", "Bearer abc")).isEqualTo(new Credential.Ambiguous());
    }

    @Test
    void shouldMissItWithoutAHeader() {
        assertThat(of()).isEqualTo(new Credential.Missing());
    }

    @Test
    void shouldNotShowTheSecretWhenPrinted() {
        assertThat(of("Bearer abc")).asString().doesNotContain("abc");
    }

    private static Credential of(String... headers) {
        return Credential.of(Collections.enumeration(List.of(headers)));
    }
}
