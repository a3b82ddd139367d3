package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsOriginsTest {
    @Test
    void shouldAllowNobodyWithoutOrigins() {
        assertThat(CorsOrigins.of(List.of()).answerTo("https://app.example.com"))
                .isNull();
    }

    @Test
    void shouldAllowExactlyTheListed() {
        CorsOrigins origins = CorsOrigins.of(List.of("https://app.example.com", "http://localhost:3000"));

        assertThat(origins.answerTo("https://app.example.com")).isEqualTo("https://app.example.com");
        assertThat(origins.answerTo("http://localhost:3000")).isEqualTo("http://localhost:3000");
        assertThat(origins.answerTo("http://app.example.com")).isNull();
        assertThat(origins.answerTo("https://app.example.com.evil.example")).isNull();
        assertThat(origins.answerTo("https://app.example.com:8443")).isNull();
        assertThat(origins.answerTo("null")).isNull();
        assertThat(origins.answerTo(null)).isNull();
    }

    @Test
    void shouldAllowAnyWhereToldSo() {
        assertThat(CorsOrigins.of(List.of("*")).answerTo("https://anything.example"))
                .isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.example.com",
                "https://app.example.com/",
                "https://*.example.com",
                "https://user@app.example.com",
                "ftp://app.example.com",
                "https://",
                "null"
            })
    void shouldRefuseWhatNoBrowserSends(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorsOrigins.of(List.of(origin)))
                .withMessageStartingWith("Not an origin");
    }
}
