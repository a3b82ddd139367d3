package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemPreferenceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/problem+json",
                "Application/Problem+JSON",
                "application/json, application/problem+json",
                "application/json;q=0.9, application/problem+json",
                "application/problem+json; charset=utf-8 ;q=0.5, application/json;q=0.5, */*",
                "text/html, application/problem+json;q=0.001",
                "application/problem+json;q=1.000"
            })
    void shouldGiveProblemDetailsWhereTheyAreAskedForByName(String accept) {
        assertThat(ProblemPreference.of(headers(accept))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/*",
                "application/json",
                "application/json, application/problem+json;q=0.9",
                "application/problem+json;q=0",
                "application/problem+json;q=0.000",
                "application/problem+json;q=nonsense",
                "application/problem+json;q=1e9",
                "application/problem+jsonx",
                "text/application/problem+json",
                ",,;;,q=1"
            })
    void shouldGiveTheShortBodyElse(String accept) {
        assertThat(ProblemPreference.of(headers(accept))).isFalse();
    }

    @Test
    void shouldReadAllAcceptHeaders() {
        assertThat(ProblemPreference.of(headers("text/html", "application/problem+json")))
                .isTrue();
        assertThat(ProblemPreference.of(headers("application/problem+json;q=0.1", "application/json")))
                .isFalse();
        assertThat(ProblemPreference.of(headers())).isFalse();
    }

    private static Enumeration<String> headers(String... values) {
        return Collections.enumeration(List.of(values));
    }
}
