package dev.tollgate.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInSettingsTest {
    @Test
    void shouldDoWithoutAny() {
        assertThat(new SignInSettings("", "", "", "").isBehindTls()).isFalse();
    }

    @Test
    void shouldTakeAProviderOnThisMachineWithoutTls() {
        assertThat(new SignInSettings("http://localhost:8081", "http://127.0.0.1:9000/realm", "id", "secret")
                        .isBehindTls())
                .isFalse();
        assertThat(new SignInSettings("https://tollgate.example.com/", "https://id.example.com", "id", "secret")
                        .isBehindTls())
                .isTrue();
    }

    @Test
    void shouldPrintNoSecret() {
        assertThat(new SignInSettings("https://t.example.com", "https://id.example.com", "id", "a-secret").toString())
                .doesNotContain("a-secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://t.example.com | '' | '' | TOLLGATE_PUBLIC_URL must begin with https:// (http:// is for this machine's loopback address only).",
                "t.example.com | '' | '' | TOLLGATE_PUBLIC_URL must begin with https:// (http:// is for this machine's loopback address only).",
                "https://t.example.com/keys | '' | '' | TOLLGATE_PUBLIC_URL has no path: key-admin wants a host, or a port, of its own.",
                "https://t.example.com | http://id.example.com | secret | TOLLGATE_OIDC_ISSUER must begin with https:// (http:// is for this machine's loopback address only).",
                "'' | https://id.example.com | secret | With TOLLGATE_OIDC_ISSUER, set TOLLGATE_PUBLIC_URL, TOLLGATE_OIDC_CLIENT_ID and TOLLGATE_OIDC_CLIENT_SECRET.",
                "https://t.example.com | https://id.example.com | '' | With TOLLGATE_OIDC_ISSUER, set TOLLGATE_PUBLIC_URL, TOLLGATE_OIDC_CLIENT_ID and TOLLGATE_OIDC_CLIENT_SECRET."
            })
    void shouldSayPlainlyWhatCannotBe(String publicUrl, String issuer, String secret, String sentence) {
        assertThatThrownBy(() -> new SignInSettings(publicUrl, issuer, "id", secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
