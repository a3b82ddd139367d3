package dev.tollgate.admin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class BodyTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static Body body(String json) {
        return Body.of(JSON.readTree(json.replace('\'', '"')), "name", "limit", "on", "at", "list");
    }

    /** What {@code check} complains of. */
    private static List<FieldError> errors(Body body) {
        try {
            body.check();
            return List.of();
        } catch (ProblemException e) {
            return e.errors();
        }
    }

    @Test
    void shouldReadWhatIsThere() {
        Body body = body(
                "{'name': ' Ann ', 'limit': 7, 'on': true, 'at': '2027-01-31T12:00:00+01:00', 'list': ['a','b','a']}");

        assertThat(body.requiredText("name", 10)).isEqualTo("Ann");
        assertThat(body.number("limit", 1, 7)).isEqualTo(7);
        assertThat(body.flag("on")).isTrue();
        assertThat(body.instant("at")).isEqualTo(Instant.parse("2027-01-31T11:00:00Z"));
        assertThat(body.texts("list", 3, text -> true, "")).containsExactly("a", "b");
        assertThat(errors(body)).isEmpty();
    }

    @Test
    void shouldTellAbsentFromNull() {
        Body absent = body("{}");
        assertThat(absent.has("limit")).isFalse();
        assertThat(absent.number("limit", 1, 7)).isNull();
        assertThat(absent.text("name", 10)).isNull();
        assertThat(absent.flag("on")).isNull();
        assertThat(absent.instant("at")).isNull();
        assertThat(absent.texts("list", 3, text -> true, "")).isEmpty();
        assertThat(errors(absent)).isEmpty();

        Body none = body("{'limit': null, 'at': null}");
        assertThat(none.has("limit")).isTrue();
        assertThat(none.isNull("limit")).isTrue();
        assertThat(none.number("limit", 1, 7)).isNull();
        assertThat(none.instant("at")).isNull();
        assertThat(errors(none)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'x'", "1", "true"})
    void shouldRefuseWhatIsNoObject(String json) {
        assertThatThrownBy(() -> body(json))
                .isInstanceOf(ProblemException.class)
                .hasMessage("Send one JSON object.");
        assertThatThrownBy(() -> Body.of(null, "name")).isInstanceOf(ProblemException.class);
    }

    @Test
    void shouldRefuseUnknownFieldsByName() {
        assertThat(errors(body("{'name': 'x', 'nmae': 'y', 'Limit': 1}")))
                .extracting(FieldError::field)
                .containsExactly("nmae", "Limit");
        assertThat(errors(body("{'nmae': 1}")).get(0).message())
                .isEqualTo("is not known here; known are at, limit, list, name, on");
    }

    @Test
    void shouldCutLongNamesBetweenCharacters() {
        String name = errors(body("{'" + "x".repeat(49) + "😀😀': 1}")).get(0).field();

        assertThat(name).isEqualTo("x".repeat(49) + "😀…");
        assertThat(errors(body("{'a\\u0000\\ud83d': 1}")).get(0).field()).isEqualTo("a??");
    }

    @Test
    void shouldTellNoMoreThanAPersonReads() {
        StringBuilder many = new StringBuilder("{'name': 'x'");
        for (int i = 0; i < 100; i++) {
            many.append(", 'f").append(i).append("': 1");
        }

        assertThat(errors(body(many + "}"))).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                     | is required",
                "{'name': null}         | must be a text",
                "{'name': 1}            | must be a text",
                "{'name': ' \\u2003 '}  | must not be blank",
                "{'name': 'elevenchars'}| must have 10 characters at most",
                "{'name': 'a\\u0000'}   | must not hold control characters",
                "{'name': 'a\\u0085b'}  | must not hold control characters",
                "{'name': 'a\\udc00'}   | must be whole Unicode characters",
            })
    void shouldSayWhatIsWrongWithAText(String json, String message) {
        Body body = body(json);
        body.requiredText("name", 10);

        assertThat(errors(body)).containsExactly(new FieldError("name", message));
    }

    @ParameterizedTest
    @CsvSource({
        "0,from",
        "8,from",
        "-1,from",
        "1.0,whole",
        "1e2,whole",
        "'\"1\"',whole",
        "true,whole",
        "1e400,whole",
        "99999999999999999999,whole"
    })
    void shouldTakeNoOtherNumbers(String number, String message) {
        Body body = body("{'limit': " + number + "}");
        body.number("limit", 1, 7);

        assertThat(errors(body)).singleElement().satisfies(error -> assertThat(error.message())
                .contains(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'2027-01-31'",
                "'2027-01-31T12:00:00'",
                "'+10000-01-01T00:00:00Z'",
                "'-0001-01-01T00:00:00Z'",
                "'+999999999-12-31T23:59:59Z'",
                "1",
                "true",
                "''",
                "'now'"
            })
    void shouldTakeNoOtherMoments(String moment) {
        Body body = body("{'at': " + moment + "}");

        assertThat(body.instant("at")).isNull();
        assertThat(errors(body)).containsExactly(new FieldError("at", "must be a moment such as 2027-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a'", "null", "{}", "[1]", "[null]", "['bad']", "['a','b','c','d']"})
    void shouldTakeNoOtherLists(String list) {
        Body body = body("{'list': " + list + "}");

        assertThat(body.texts("list", 3, text -> !text.equals("bad"), "is bad")).isEmpty();
        assertThat(errors(body)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "0", "null"})
    void shouldTakeNoOtherFlags(String flag) {
        Body body = body("{'on': " + flag + "}");

        assertThat(body.flag("on")).isNull();
        assertThat(errors(body)).hasSize(1);
    }
}
