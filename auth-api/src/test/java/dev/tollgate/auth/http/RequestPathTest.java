package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/v1/messages, /v1/messages",
        "/v1/messages?a=/../b%2f;c, /v1/messages",
        "/v1/messages/, /v1/messages",
        "/v1//messages///7, /v1/messages/7",
        "/%61dmin/%41, /admin/A",
        "/caf%c3%a9, /caf%C3%A9",
        "/a%20b/c+d, /a%20b/c+d",
        "/user@example.com/a:b(c)!$&'*=~, /user@example.com/a:b(c)!$&'*=~",
        "/...., /....",
        "/100%25, /100%25",
        "/a%25zz, /a%25zz",
        "'/a b', /a%20b",
        "/.well-known/x, /.well-known/x",
    })
    void shouldGiveThePathInOneForm(String target, String normal) throws Exception {
        assertThat(RequestPath.of(target)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "*",
                "v1/messages",
                "http://example.com/v1",
                "//evil.example/v1",
                "/v1/..",
                "/v1/../admin",
                "/v1/./admin",
                "/v1/%2e%2E/admin",
                "/v1/.%2e/admin",
                "/v1/%2e/admin",
                "/v1%2fadmin",
                "/v1%2Fadmin",
                "/v1%5cadmin",
                "/v1\\admin",
                "/v1/%00",
                "/v1/a%0d%0aX: y",
                "/v1/\u0007",
                "/v1/%7f",
                "/v1;x=y/admin",
                "/v1%3bx/admin",
                "/v1#/admin",
                "/v1/%",
                "/v1/%2",
                "/v1/%zz",
                "/v1/%\u0662\u0665",
                "/v1/%252e%252e/admin",
                "/v1%252fadmin",
                "/v1%25255cadmin",
                "/v1/%c0%af",
                "/v1/%ff",
                "/v1/\u20ac"
            })
    void shouldRefuseWhatCouldBeReadInMoreThanOneWay(String target) {
        assertThatThrownBy(() -> RequestPath.of(target)).isInstanceOf(RequestPath.Ambiguous.class);
    }

    @Test
    void shouldGiveTheSameFormWhenReadAgain() {
        Random random = new Random(7);
        String alphabet = "/abC09%2eFf.;~ \u00e9?-_@";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder target = new StringBuilder("/");
            for (int i = random.nextInt(12); i > 0; i--) {
                target.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                String normal = RequestPath.of(target.toString());
                assertThat(RequestPath.of(target.toString().replaceFirst("a", "%61")))
                        .as("read letter by letter")
                        .isEqualTo(normal);
                assertThat(RequestPath.of(normal)).isEqualTo(normal);
                assertThat(normal).matches("/|(/[\\x21-\\x7e&&[^/;\\\\#?]]+)+").doesNotContain("/../", "/./");
            } catch (RequestPath.Ambiguous e) {
                assertThat(e).hasMessageStartingWith("The path");
            }
        }
    }
}
