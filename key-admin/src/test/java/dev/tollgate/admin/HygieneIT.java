package dev.tollgate.admin;

import static dev.tollgate.admin.UsageTopic.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is found in keys, counted in the report and listed by the filter. */
class HygieneIT {
    private static final String FAR = "'2099-01-31T12:00:00Z'";
    private static UsageTopic ledger;

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String account = http.account("enterprise");
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @BeforeAll
    static void open() {
        ledger = AdminSystem.shared().usageTopic();
    }

    @AfterAll
    static void close() {
        ledger.close();
    }

    @Test
    void shouldFindNothingInAKeyThatIsAsItShouldBe() {
        key("expires_at", FAR, "scopes", scopes(9));

        assertFindings(1, Map.of());
    }

    @Test
    void shouldTellKeysThatNobodyHasEverUsedOnceTheyHaveBeenHereForAWeek() {
        String old = key("expires_at", FAR);
        age(old, 8);
        age(key("expires_at", FAR), 6);
        String fromElsewhere = key("expires_at", FAR);
        age(fromElsewhere, 800);
        bring(fromElsewhere, 6);
        String broughtLongAgo = key("expires_at", FAR);
        age(broughtLongAgo, 800);
        bring(broughtLongAgo, 8);
        String used = key("expires_at", FAR);
        age(used, 8);
        use(used, 0);

        assertFindings(5, Map.of("never_used", List.of(old, broughtLongAgo)));
    }

    @Test
    void shouldTellKeysThatHaveNotBeenUsedForLong() {
        use(key("expires_at", FAR), 28);
        String month = key("expires_at", FAR);
        use(month, 32);
        String quarter = key("expires_at", FAR);
        use(quarter, 92);

        assertFindings(3, Map.of("unused_30_days", List.of(month, quarter), "unused_90_days", List.of(quarter)));
    }

    @Test
    void shouldTellKeysThatEndSoonAndThoseThatNeverDo() {
        String soon = key("expires_at", inDays(13));
        key("expires_at", inDays(15));
        String never = key();
        String rotated = key("expires_at", FAR);
        http.post("/api/v1/keys/" + rotated + "/rotate", "{'grace_seconds': 3600}")
                .expect(201);

        assertFindings(5, Map.of("expires_soon", List.of(soon), "no_expiry", List.of(never)));
    }

    @Test
    void shouldTellKeysThatMayDoMoreThanOneProgramIsLikelyToNeed() {
        String many = key("expires_at", FAR, "scopes", scopes(10));
        String any = key("expires_at", FAR, "scopes", "['orders:*']");

        assertFindings(2, Map.of("wide_scopes", List.of(many, any)));
    }

    @Test
    void shouldTellLeakedKeysThatStillWork() {
        String leaked = key("expires_at", FAR);
        String ended = key("expires_at", FAR);
        system.sql()
                .sql("UPDATE api_keys SET leaked_at = now(), leaked_url = 'https://example.com' WHERE id IN (?, ?)")
                .params(leaked, ended)
                .update();
        http.revoke(ended);

        assertFindings(1, Map.of("leaked", List.of(leaked)));
    }

    @Test
    void shouldSayNothingOfKeysThatDoNotWork() {
        http.revoke(key("scopes", scopes(10)));
        String deleted = key("scopes", scopes(10));
        http.delete("/api/v1/keys/" + deleted).expect(204);
        String disabled = key("scopes", scopes(10));
        http.patch("/api/v1/keys/" + disabled, "{'state': 'disabled'}").expect(200);
        String expired = key("scopes", scopes(10));
        system.sql()
                .sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ?")
                .param(expired)
                .update();

        assertFindings(1, Map.of("wide_scopes", List.of(disabled), "no_expiry", List.of(disabled)));
    }

    @Test
    void shouldFilterByFindingBesideAllElse() {
        String test = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'One', 'environment': 'test'}")
                .expect(201)
                .text("id");
        key();

        assertThat(ids("/api/v1/accounts/" + account + "/keys?finding=no_expiry&environment=test&search=one"))
                .containsExactly(test);
        http.get("/api/v1/keys?finding=nothing").expectInvalid("finding");
        http.get("/api/v1/accounts/" + account + "/keys?finding=").expectInvalid("finding");
    }

    @Test
    void shouldListTheKeysOfAllAccountsInPartsThatMissNothingAndRepeatNothing() {
        String other = http.account("free");
        List<String> made = List.of(
                key(), key(), http.key(other).text("id"), http.key(other).text("id"));

        assertThat(ids("/api/v1/keys?limit=3"))
                .containsAll(made)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(http.get("/api/v1/keys?search=" + made.get(2)).json().at("/data/0"))
                .isEqualTo(http.get("/api/v1/keys/" + made.get(2)).json());
    }

    @Test
    void shouldSayUpToWhenTheUseOfKeysIsKnown() {
        JsonNode report =
                http.get("/api/v1/accounts/" + account + "/hygiene").expect(200).json();

        // Which partitions have been read to their ends by now is a matter of what ran before.
        JsonNode asOf = report.path("usage_as_of");
        assertThat(asOf.isNull() || Instant.parse(asOf.asString()).isBefore(Instant.now()))
                .isTrue();
        http.get("/api/v1/accounts/acc_none/hygiene").expectProblem(404);
    }

    /** The account's report has these findings and no other, all lists agree, and the report of all is no smaller. */
    private void assertFindings(int live, Map<String, List<String>> expected) {
        Reply report = http.get("/api/v1/accounts/" + account + "/hygiene").expect(200);
        JsonNode ofAll = http.get("/api/v1/hygiene").expect(200).json();
        assertThat(report.json().path("keys").asInt()).isEqualTo(live);
        for (JsonNode line : report.json().path("findings")) {
            String finding = line.path("finding").asString();
            List<String> keys = expected.getOrDefault(finding, List.of());
            assertThat(ids("/api/v1/accounts/" + account + "/keys?finding=" + finding))
                    .as(finding)
                    .containsExactlyInAnyOrderElementsOf(keys);
            assertThat(line.path("keys").asInt()).as(finding).isEqualTo(keys.size());
            assertThat(ids("/api/v1/keys?limit=200&finding=" + finding)).containsAll(keys);
            assertThat(countOf(ofAll, finding)).isGreaterThanOrEqualTo(keys.size());
            assertThat(line.path("suggestion").asString()).endsWith(".");
        }
        List<String> named = new ArrayList<>();
        report.json()
                .path("findings")
                .forEach(line -> named.add(line.path("finding").asString()));
        assertThat(named).doesNotHaveDuplicates().containsAll(expected.keySet());
    }

    private static int countOf(JsonNode report, String finding) {
        for (JsonNode line : report.path("findings")) {
            if (line.path("finding").asString().equals(finding)) {
                return line.path("keys").asInt();
            }
        }
        throw new AssertionError("The report has no " + finding);
    }

    /** Makes a key with these fields, in turns a name and its JSON. */
    private String key(String... fields) {
        String more = IntStream.range(0, fields.length / 2)
                .mapToObj(i -> ", '" + fields[2 * i] + "': " + fields[2 * i + 1])
                .collect(Collectors.joining());
        return http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'x'" + more + "}")
                .expect(201)
                .text("id");
    }

    private static String scopes(int count) {
        return Arrays.toString(
                IntStream.range(0, count).mapToObj(i -> "'s" + i + "'").toArray());
    }

    private static String inDays(int days) {
        return "'" + Instant.now().plus(Duration.ofDays(days)) + "'";
    }

    private void age(String key, int days) {
        system.sql()
                .sql("UPDATE api_keys SET created_at = now() - make_interval(days => ?) WHERE id = ?")
                .params(days, key)
                .update();
    }

    /** As if an import, so many days ago, had brought it. */
    private void bring(String key, int days) {
        String brings = http.post("/api/v1/imports", "{}").expect(201).text("id");
        system.sql()
                .sql("UPDATE imports SET created_at = now() - make_interval(days => ?) WHERE id = ?")
                .params(days, brings)
                .update();
        system.sql()
                .sql("UPDATE api_keys SET import_id = ? WHERE id = ?")
                .params(brings, key)
                .update();
    }

    private void use(String key, int daysAgo) {
        ledger.commit(usage(account, key, today.minusDays(daysAgo), 5, 7));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        !http.get("/api/v1/keys/" + key).text("last_used_at").isEmpty());
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = http.get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .expect(200);
            page.json().path("data").forEach(key -> ids.add(key.path("id").asString()));
            cursor = page.text("next_cursor");
        } while (!cursor.isEmpty());
        return ids;
    }
}
