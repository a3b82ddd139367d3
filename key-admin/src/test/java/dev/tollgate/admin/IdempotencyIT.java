package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A POST that is sent again under its Idempotency-Key is done once and answered alike. */
class IdempotencyIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String key = UUID.randomUUID().toString();

    @Test
    void shouldMakeOneKeyAndShowItAgain() {
        String account = http.account("free");
        String path = "/api/v1/accounts/" + account + "/keys";

        Reply first = http.repeatable(key, path, "{'name': 'x'}").expect(201);
        Reply second = http.repeatable(key, path, "{'name': 'x'}").expect(201);

        assertThat(second.body()).isEqualTo(first.body());
        for (String header : List.of("Content-Type", "Cache-Control", "ETag")) {
            assertThat(second.header(header)).isEqualTo(first.header(header)).isNotEmpty();
        }
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(http.get(path).json().path("data").size()).isEqualTo(1);
    }

    @Test
    void shouldKeepNeitherItsKeyNorTheSecretInTheAnswer() {
        Reply made = http.repeatable(key, "/api/v1/accounts/" + http.account("free") + "/keys", "{'name': 'x'}")
                .expect(201);

        List<byte[]> sealed = system.sql()
                .sql("SELECT id || fingerprint || sealed FROM idempotency_keys")
                .query(byte[].class)
                .list();
        assertThat(sealed).isNotEmpty().allSatisfy(row -> assertThat(new String(row, StandardCharsets.ISO_8859_1))
                .doesNotContain(key, made.text("key"), made.text("id")));
    }

    @Test
    void shouldRefuseTheKeyOfAnotherRequest() {
        http.repeatable(key, "/api/v1/accounts", "{'name': 'One', 'plan': 'free'}")
                .expect(201);

        http.repeatable(key, "/api/v1/accounts", "{'name': 'Two', 'plan': 'free'}")
                .expectProblem(422);
        http.repeatable(key, "/api/v1/accounts?x", "{'name': 'One', 'plan': 'free'}")
                .expectProblem(422);
        http.repeatable(key, "/api/v1/plans", "{'name': 'One', 'plan': 'free'}").expectProblem(422);
    }

    @Test
    void shouldTryAgainWhatWasRefused() {
        String account = http.account("free");
        String path = "/api/v1/accounts/" + account + "/keys";
        String spare = http.key(account).text("id");
        http.key(account);
        http.key(account);

        http.repeatable(key, path, "{'name': 'x'}").expectProblem(409);
        http.revoke(spare);
        http.repeatable(key, path, "{'name': 'x'}").expect(201);
        http.repeatable(key, path, "{'name': 'x'}").expect(201);
    }

    @Test
    void shouldRotateOnce() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id") + "/rotate";

        Reply first = http.repeatable(key, path, "{'grace_seconds': 60}").expect(201);

        assertThat(http.repeatable(key, path, "{'grace_seconds': 60}")
                        .expect(201)
                        .body())
                .isEqualTo(first.body());
        http.post(path, "{'grace_seconds': 60}").expectProblem(409);
    }

    @Test
    void shouldDoOnceWhatManySendAtOnce() throws Exception {
        String path = "/api/v1/accounts/" + http.account("enterprise") + "/keys";
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (AdminSystem second = system.another()) {
            List<Callable<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                AdminClient one = i % 2 == 0 ? http : second.http();
                calls.add(() -> one.repeatable(key, path, "{'name': 'x'}"));
            }
            List<String> bodies = new ArrayList<>();
            for (Future<Reply> reply : callers.invokeAll(calls)) {
                bodies.add(reply.get().expect(201).body());
            }

            assertThat(bodies).containsOnly(bodies.get(0));
            assertThat(http.get(path).json().path("data").size()).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void shouldForgetAfterADay() {
        String path = "/api/v1/accounts/" + http.account("enterprise") + "/keys";
        Reply first = http.repeatable(key, path, "{'name': 'x'}").expect(201);
        system.sql()
                .sql("UPDATE idempotency_keys SET at = at - interval '25 hours'")
                .update();

        Reply second = http.repeatable(key, path, "{'name': 'x'}").expect(201);

        assertThat(second.text("id")).isNotEqualTo(first.text("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789 123456"})
    void shouldRefuseAKeyThatCanBeGuessed(String guessable) {
        http.repeatable(guessable, "/api/v1/accounts", "{'name': 'One', 'plan': 'free'}")
                .expectProblem(400);
    }
}
