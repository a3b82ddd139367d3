package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void shouldWriteMembersInOrderWithoutSpaces() {
        Json json = new Json()
                .put("text", "a")
                .put("number", -7)
                .putNull("nothing")
                .put("object", new Json().put("inner", 1))
                .put("list", List.of("x", "y"))
                .put("empty", List.of());

        assertThat(json)
                .hasToString("{\"text\":\"a\",\"number\":-7,\"nothing\":null,\"object\":{\"inner\":1},"
                        + "\"list\":[\"x\",\"y\"],\"empty\":[]}");
    }

    @Test
    void shouldEscapeWhatWouldEndAStringOrHaveNoUtf8() {
        Json json = new Json().put("a\"b", "quote \" backslash \\ newline \n nul \0 del \u007f é € 😀 half \ud83d");

        assertThat(json)
                .hasToString("{\"a\\\"b\":\"quote \\\" backslash \\\\ newline \\u000a nul \\u0000 del \\u007f é €"
                        + " \\ud83d\\ude00 half \\ud83d\"}");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json.toString()))
                .isTrue();
    }
}
