package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many callers at once, of two instances. */
class ConcurrencyIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final ExecutorService callers = Executors.newFixedThreadPool(16);

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void shouldNeverMakeMoreKeysThanThePlanAllows() throws Exception {
        try (AdminSystem second = system.another()) {
            String account = http.account("solopreneur");
            List<Callable<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                AdminClient one = i % 2 == 0 ? http : second.http();
                calls.add(() -> one.post("/api/v1/accounts/" + account + "/keys", "{'name': 'x'}"));
            }

            List<Integer> statuses = all(calls).stream().map(Reply::status).toList();

            assertThat(statuses).containsOnly(201, 409);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(10);
            assertThat(http.get("/api/v1/accounts/" + account + "/keys")
                            .json()
                            .path("data")
                            .size())
                    .isEqualTo(10);
        }
    }

    @Test
    void shouldTakeTheChangeOfOneOfThoseWhoKnowTheSame() throws Exception {
        String plan = "race_" + UUID.randomUUID().toString().replace('-', '_');
        http.post("/api/v1/plans", "{'id': '" + plan + "', 'name': 'x', 'daily_limit': 5}")
                .expect(201);
        String account = http.account("free");
        try (AdminSystem second = system.another()) {
            for (String path : List.of(
                    "/api/v1/plans/" + plan,
                    "/api/v1/accounts/" + account,
                    "/api/v1/keys/" + http.key(account).text("id"))) {
                String known = http.get(path).header("ETag");
                List<Callable<Reply>> calls = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    AdminClient one = i % 2 == 0 ? http : second.http();
                    String change = "{'name': 'Name " + i + "'}";
                    calls.add(() -> one.matching(known, "PATCH", path, change));
                }

                List<Reply> replies = all(calls);

                assertThat(replies)
                        .as(path)
                        .filteredOn(reply -> reply.status() == 412)
                        .hasSize(15);
                assertThat(replies)
                        .as(path)
                        .filteredOn(reply -> reply.status() == 200)
                        .singleElement()
                        .satisfies(
                                done -> assertThat(http.get(path).text("name")).isEqualTo(done.text("name")));
            }
        }
    }

    @Test
    void shouldLeaveTheTruthAsTheLastWordOnEachKey() throws Exception {
        try (AdminSystem second = system.another()) {
            List<String> accounts = List.of(http.account("enterprise"), http.account("enterprise"));
            List<String> keys = accounts.stream()
                    .flatMap(account -> List.of(http.key(account), http.key(account)).stream())
                    .map(reply -> reply.text("id"))
                    .toList();
            Random random = new Random(11);
            List<Callable<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(change(random, i % 2 == 0 ? http : second.http(), accounts, keys));
            }

            assertThat(all(calls))
                    .allSatisfy(reply -> assertThat(reply.status()).isIn(200, 201));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> system.sql()
                                    .sql("SELECT count(*) FROM outbox")
                                    .query(Long.class)
                                    .single()
                            == 0);
            for (String account : accounts) {
                Map<String, ApiKey> lastWords = new LinkedHashMap<>();
                for (ApiKey word : system.topics().ofAccount(account)) {
                    ApiKey before = lastWords.put(word.getKeyId(), word);
                    assertThat(before == null ? 0 : before.getVersion()).isLessThan(word.getVersion());
                }
                assertThat(told(lastWords)).isEqualTo(truth(account));
            }
        }
    }

    private static Callable<Reply> change(Random random, AdminClient http, List<String> accounts, List<String> keys) {
        String account = "/api/v1/accounts/" + accounts.get(random.nextInt(accounts.size()));
        String key = "/api/v1/keys/" + keys.get(random.nextInt(keys.size()));
        int number = random.nextInt(1_000);
        return switch (random.nextInt(5)) {
            case 0 -> () -> http.patch(account, "{'name': 'Name " + number + "'}");
            case 1 -> () -> http.patch(account, "{'state': '" + (number % 2 == 0 ? "active" : "suspended") + "'}");
            case 2 ->
                () -> http.patch(account, "{'plan': '" + (number % 2 == 0 ? "enterprise" : "small_business") + "'}");
            case 3 -> () -> http.patch(key, "{'state': '" + (number % 2 == 0 ? "active" : "disabled") + "'}");
            default ->
                () -> number < 300
                        ? http.post(account + "/keys", "{'name': 'New " + number + "'}")
                        : http.patch(key, "{'name': 'Key " + number + "'}");
        };
    }

    private Map<String, String> truth(String account) {
        Map<String, String> states = new LinkedHashMap<>();
        system.sql()
                .sql("SELECT k.id, k.name, k.state, a.name AS account, a.state AS account_state, a.plan_id,"
                        + " a.plan_assignment FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE a.id = ?"
                        + " ORDER BY k.id")
                .param(account)
                .query()
                .listOfRows()
                .forEach(row -> states.put(
                        String.valueOf(row.get("id")),
                        row.get("name") + " " + row.get("state") + " " + row.get("account") + " "
                                + row.get("account_state") + " " + row.get("plan_id") + " "
                                + row.get("plan_assignment")));
        return states;
    }

    private static Map<String, String> told(Map<String, ApiKey> lastWords) {
        Map<String, String> states = new LinkedHashMap<>();
        lastWords.forEach((id, key) -> states.put(
                id,
                key.getName() + " " + (key.getState() == KeyState.KEY_ACTIVE ? "active" : "disabled") + " "
                        + key.getAccountName() + " "
                        + (key.getAccountState() == AccountState.ACCOUNT_ACTIVE ? "active" : "suspended") + " "
                        + key.getPlanId() + " " + key.getPlanAssignment()));
        return states;
    }

    private List<Reply> all(List<Callable<Reply>> calls) throws InterruptedException, ExecutionException {
        List<Reply> replies = new ArrayList<>();
        for (Future<Reply> reply : callers.invokeAll(calls)) {
            replies.add(reply.get());
        }
        return replies;
    }
}
