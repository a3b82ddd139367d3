package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that make no sense are refused field by field. */
class BadBodiesIT extends BadInput {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name     | {'plan': 'free'}",
                "name     | {'name': null, 'plan': 'free'}",
                "name     | {'name': 7, 'plan': 'free'}",
                "name     | {'name': ['x'], 'plan': 'free'}",
                "name     | {'name': {'first': 'x'}, 'plan': 'free'}",
                "name     | {'name': '', 'plan': 'free'}",
                "name     | {'name': ' \\t ', 'plan': 'free'}",
                "name     | {'name': 'a\\u0000b', 'plan': 'free'}",
                "name     | {'name': 'a\\nb', 'plan': 'free'}",
                "name     | {'name': 'half a pair: \\ud83d', 'plan': 'free'}",
                "plan     | {'name': 'x'}",
                "plan     | {'name': 'x', 'plan': 'platinum'}",
                "plan     | {'name': 'x', 'plan': 'FREE'}",
                "plan     | {'name': 'x', 'plan': true}",
                "plan     | {'name': 'x', 'plan': null}",
                "plan     | {'name': 'x', 'plan': '\\u0027 OR 1=1 --'}",
                "nickname | {'name': 'x', 'plan': 'free', 'nickname': 'y'}",
                "Name     | {'name': 'x', 'plan': 'free', 'Name': 'y'}",
                "id       | {'name': 'x', 'plan': 'free', 'id': 'acc_1'}",
                "state    | {'name': 'x', 'plan': 'free', 'state': 'active'}",
            })
    void shouldRefuseAnAccount(String field, String body) {
        http.post(ACCOUNTS, body).expectInvalid(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name            | {'name': ' '}",
                "name            | {'name': null}",
                "plan            | {'plan': 'platinum'}",
                "plan            | {'plan': null}",
                "state           | {'state': 'deleted'}",
                "state           | {'state': 'frozen'}",
                "state           | {'state': null}",
                "state           | {'state': 1}",
                "plan_assignment | {'plan_assignment': 9}",
                "shadow | {'shadow': 'on'}",
                "shadow | {'shadow': null}",
                "daily_limit_override | {'daily_limit_override': 5}",
                "daily_limit_override | {'daily_limit_override': []}",
                "daily_limit_override.daily_limit | {'daily_limit_override': {'expires_at': '2099-01-31T12:00:00Z'}}",
                "daily_limit_override.daily_limit | {'daily_limit_override': {'daily_limit': -1, 'expires_at': '2099-01-31T12:00:00Z'}}",
                "daily_limit_override.daily_limit | {'daily_limit_override': {'daily_limit': '9', 'expires_at': '2099-01-31T12:00:00Z'}}",
                "daily_limit_override.expires_at | {'daily_limit_override': {'daily_limit': 9}}",
                "daily_limit_override.expires_at | {'daily_limit_override': {'daily_limit': 9, 'expires_at': null}}",
                "daily_limit_override.expires_at | {'daily_limit_override': {'daily_limit': 9, 'expires_at': '2020-01-31T12:00:00Z'}}",
                "daily_limit_override.expires_at | {'daily_limit_override': {'daily_limit': 9, 'expires_at': 'soon'}}",
                "daily_limit_override.reason | {'daily_limit_override': {'daily_limit': 9, 'expires_at': '2099-01-31T12:00:00Z', 'reason': 'x'}}",
            })
    void shouldRefuseAChangeOfAnAccount(String field, String body) {
        http.patch(ACCOUNTS + "/" + ACCOUNT, body).expectInvalid(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name        | {}",
                "name        | {'name': '   '}",
                "key         | {'name': 'x', 'key': 'tgMyOwn'}",
                "environment | {'name': 'x', 'environment': 'staging'}",
                "daily_limit | {'name': 'x', 'daily_limit': -1}",
                "daily_limit | {'name': 'x', 'daily_limit': 1.5}",
                "daily_limit | {'name': 'x', 'daily_limit': '100'}",
                "daily_limit | {'name': 'x', 'daily_limit': 99999999999999}",
                "burst_per_second | {'name': 'x', 'burst_per_second': 0}",
                "burst_per_second | {'name': 'x', 'burst_per_second': true}",
                "environment | {'name': 'x', 'environment': 'LIVE'}",
                "environment | {'name': 'x', 'environment': null}",
                "environment | {'name': 'x', 'environment': 1}",
                "scopes      | {'name': 'x', 'scopes': 'orders:read'}",
                "scopes      | {'name': 'x', 'scopes': null}",
                "scopes      | {'name': 'x', 'scopes': ['two words']}",
                "scopes      | {'name': 'x', 'scopes': ['']}",
                "scopes      | {'name': 'x', 'scopes': [null]}",
                "scopes      | {'name': 'x', 'scopes': [1]}",
                "scopes      | {'name': 'x', 'scopes': ['ünï']}",
                "expires_at  | {'name': 'x', 'expires_at': '2020-01-01T00:00:00Z'}",
                "expires_at  | {'name': 'x', 'expires_at': 'tomorrow'}",
                "expires_at  | {'name': 'x', 'expires_at': '2099-01-31'}",
                "expires_at  | {'name': 'x', 'expires_at': '2099-01-31T12:00:00'}",
                "expires_at  | {'name': 'x', 'expires_at': '2099-02-31T12:00:00Z'}",
                "expires_at  | {'name': 'x', 'expires_at': 4102444800}",
                "expires_at  | {'name': 'x', 'expires_at': '+999999999-12-31T23:59:59Z'}",
                "expires_at  | {'name': 'x', 'expires_at': '+300000-01-01T00:00:00Z'}",
                "allowed_ips | {'name': 'x', 'allowed_ips': '10.0.0.0/8'}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['10.0.0.0/33']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['10.0.0']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['999.1.1.1']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['010.0.0.1']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['localhost']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['2001:db8::/129']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': ['2001:::1']}",
                "allowed_ips | {'name': 'x', 'allowed_ips': [167772160]}",
            })
    void shouldRefuseAKey(String field, String body) {
        http.post(KEYS, body).expectInvalid(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "state  | {'state': 'revoked'}",
                "state  | {'state': 'expired'}",
                "state  | {'state': null}",
                "name   | {'name': ''}",
                "prefix | {'prefix': 'x'}",
                "environment | {'environment': 'test'}",
                "daily_limit | {'daily_limit': -1}",
                "daily_limit_acts | {'daily_limit_acts': true}",
                "burst_per_second | {'burst_per_second': 1000001}",
            })
    void shouldRefuseAChangeOfAKey(String field, String body) {
        http.patch("/api/v1/keys/" + KEY, body).expectInvalid(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id               | {'name': 'x', 'daily_limit': 1}",
                "id               | {'id': 'Big Plan', 'name': 'x', 'daily_limit': 1}",
                "id               | {'id': '1st', 'name': 'x', 'daily_limit': 1}",
                "name             | {'id': 'bad', 'daily_limit': 1}",
                "name             | {'id': 'bad', 'name': ' ', 'daily_limit': 1}",
                "daily_limit      | {'id': 'bad', 'name': 'x'}",
                "daily_limit      | {'id': 'bad', 'name': 'x', 'daily_limit': -1}",
                "daily_limit      | {'id': 'bad', 'name': 'x', 'daily_limit': 1.5}",
                "daily_limit      | {'id': 'bad', 'name': 'x', 'daily_limit': '100'}",
                "daily_limit      | {'id': 'bad', 'name': 'x', 'daily_limit': 1e999}",
                "daily_limit      | {'id': 'bad', 'name': 'x', 'daily_limit': 99999999999999999999}",
                "quota_scope      | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'quota_scope': 'user'}",
                "quota_scope      | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'quota_scope': null}",
                "enforcement      | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'enforcement': 'lax'}",
                "burst_per_second | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'burst_per_second': 0}",
                "max_keys         | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'max_keys': 0}",
                "max_keys         | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'max_keys': 5000000000}",
                "hold             | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'hold': 'yes'}",
                "hold             | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'hold': null}",
                "price            | {'id': 'bad', 'name': 'x', 'daily_limit': 1, 'price': 9}",
            })
    void shouldRefuseAPlan(String field, String body) {
        http.post("/api/v1/plans", body).expectInvalid(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "daily_limit | {'daily_limit': -1}",
                "name        | {'name': null}",
                "id          | {'id': 'other'}",
                "version     | {'version': 1}",
                "quota_scope | {'quota_scope': 'nobody'}",
            })
    void shouldRefuseAChangeOfAPlan(String field, String body) {
        http.patch("/api/v1/plans/free", body).expectInvalid(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'name': 'x', 'plan': 'free'",
                "{'name': 'x', 'plan': 'free'} {}",
                "{'name': 'x', 'plan': 'free'} x",
                "{'name': 'x', 'name': 'y', 'plan': 'free'}",
                "{name: 'x', 'plan': 'free'}",
                "{'name': 'x', 'plan': 'free',}",
                "// no comments\n{'name': 'x', 'plan': 'free'}",
                "[]",
                "[{'name': 'x', 'plan': 'free'}]",
                "null",
                "true",
                "'text'",
                "17",
                "<name>x</name>",
            })
    void shouldRefuseWhatIsNotOneJsonObject(String body) {
        http.post(ACCOUNTS, body).expectProblem(400);
        http.post(KEYS, body).expectProblem(400);
        http.patch(ACCOUNTS + "/" + ACCOUNT, body).expectProblem(400);
        http.patch("/api/v1/keys/" + KEY, body).expectProblem(400);
        http.post("/api/v1/plans", body).expectProblem(400);
        http.patch("/api/v1/plans/free", body).expectProblem(400);
    }

    @Test
    void shouldRefuseBytesThatAreNoText() {
        byte[] latin1 = "{\"name\": \"Ä\", \"plan\": \"free\"}".getBytes(StandardCharsets.ISO_8859_1);
        http.send(http.request(ACCOUNTS)
                        .header("Authorization", "Bearer " + AdminSystem.TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(latin1)))
                .expectProblem(400);
    }

    @Test
    void shouldRefuseWhatIsTooLongTooDeepOrTooMany() {
        http.post(ACCOUNTS, "{'name': '" + "x".repeat(10_000) + "', 'plan': 'free'}")
                .expectInvalid("name");
        http.post(ACCOUNTS, "{'name': 'x', 'plan': '" + "x".repeat(10_000) + "'}")
                .expectInvalid("plan");
        http.post(ACCOUNTS, "{'name': " + "[".repeat(30_000) + "]".repeat(30_000) + "}")
                .expectProblem(400);
        http.post(ACCOUNTS, "{'name': " + "9".repeat(30_000) + "}").expectProblem(400);
        http.post(KEYS, "{'name': 'x', 'scopes': [" + "'a',".repeat(50) + "'a']}")
                .expectInvalid("scopes");
        http.post(KEYS, "{'name': 'x', 'scopes': ['" + "a".repeat(101) + "']}").expectInvalid("scopes");
        http.post(KEYS, "{'name': 'x', 'allowed_ips': [" + "'::1',".repeat(50) + "'::1']}")
                .expectInvalid("allowed_ips");
        http.post(ACCOUNTS, "{'name': 'x', 'plan': 'free', 'pad': '" + "x".repeat(65_536) + "'}")
                .expectProblem(413);
        Reply many =
                http.post(ACCOUNTS, "{" + numbered(3_000) + "'plan': 'free'}").expectProblem(400);
        assertThat(many.body()).hasSizeLessThan(5_000);
    }

    @Test
    void shouldNameAFieldOfAnyCharacters() {
        http.post(ACCOUNTS, "{'name': 'x', 'plan': 'free', '" + "x".repeat(49) + "\uD83D\uDE00': 1}")
                .expectProblem(400);
        http.post(ACCOUNTS, "{'name': 'x', 'plan': 'free', '\\ud83d\\u0000': 1}")
                .expectProblem(400);
    }

    @Test
    void shouldTellAllThatIsWrongAtOnce() {
        Reply reply = http.post(KEYS, "{'nam': 'x', 'scopes': 1, 'expires_at': 'soon'}")
                .expectProblem(400);

        assertThat(reply.json().path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactlyInAnyOrder("nam", "name", "scopes", "expires_at");
    }

    private static String numbered(int fields) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            text.append("'f").append(i).append("': 1, ");
        }
        return text.toString();
    }
}
