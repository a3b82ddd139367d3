package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFoldingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "0",
                "2026-11-23",
                "123e4567-e89b-12d3-a456-426614174000",
                "507f1f77bcf86cd799439011",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "cus_9s6XKzkNRiz8i3Qw",
                "msg_01HZX3KJ9V8Q2M4N6P7R8S9T0A",
                "1a2B3c4D5e6F7g8H",
                "user@example.com",
                "caf%C3%A9",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void shouldFoldIds(String id) {
        assertThat(PathFolding.fold("GET", "/v1/things/" + id + "/parts")).isEqualTo("GET /v1/things/{id}/parts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages",
                "v1",
                "v2beta",
                "oauth2",
                "deadbeef",
                "facade",
                "user_settings",
                "internationalization",
                "two-factor-authentication",
                "index.html",
                "sha256"
            })
    void shouldKeepWords(String word) {
        assertThat(PathFolding.fold("GET", "/v1/" + word)).isEqualTo("GET /v1/" + word);
    }

    @ParameterizedTest
    @CsvSource({"/, GET /", "/a, GET /a", "/1/2/3/4/5/6/7/8/9/10, GET /{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/**"})
    void shouldNameShortAndLongPaths(String path, String name) {
        assertThat(PathFolding.fold("GET", path)).isEqualTo(name);
    }

    @Test
    void shouldNeverBeLongerThanTheMost() {
        assertThat(PathFolding.fold("GET", "/abcdefghijklmnopqrstuvwxyz-abcdefghijklmnop".repeat(8)))
                .hasSize(PathFolding.LENGTH_MAX);
    }
}
