package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.testing.BackingServices;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that another system has made, by their hashes. Imports are made one after the other. */
class ImportIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CSV = "text/csv";
    private static final String JSON_LINES = "application/x-ndjson";

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String account = http.account("enterprise");
    private final String run = Long.toHexString(System.nanoTime());

    @Test
    void shouldMakeKeysOfRowsAndTellTheGates() {
        String secret = "sk_live_" + run;
        Reply done = imported(
                CSV,
                "hash,account_id,name,scopes,expires_at,created_at,last_four,metadata.team,daily_limit",
                hash(secret) + "," + account + ",\"Shop, old\",orders:read orders:write,2030-01-31T12:00:00Z,"
                        + "2021-02-03T04:05:06Z,wxyz,web,50",
                hash(secret + "2").toUpperCase(Locale.ROOT) + "," + account + ",,,,,,,");

        assertThat(counts(done)).isEqualTo("done 2 2 0 0");
        Reply keys = http.get("/api/v1/accounts/" + account + "/keys").expect(200);
        assertThat(keys.json().path("data")).hasSize(2);
        assertThat(keys.body())
                .contains("\"name\":\"Shop, old\"", "\"scopes\":[\"orders:read\",\"orders:write\"]")
                .contains("\"created_at\":\"2021-02-03T04:05:06Z\"", "\"expires_at\":\"2030-01-31T12:00:00Z\"")
                .contains("\"last_four\":\"wxyz\"", "\"metadata\":{\"team\":\"web\"}", "\"daily_limit\":50")
                .contains("\"name\":\"Imported key\"");
        String id = http.get("/api/v1/accounts/" + account + "/keys?search=shop")
                .json()
                .path("data")
                .get(0)
                .path("id")
                .asString();
        await().atMost(SOON).until(() -> !system.topics().ofKey(id).isEmpty());
        ApiKey told = system.topics().ofKey(id).get(0);
        assertThat(told.getForeign()).isTrue();
        assertThat(told.getOwnDailyLimit()).isEqualTo(50);
        assertThat(system.topics().records(Topic.API_KEYS)).anySatisfy(record -> assertThat(record.key())
                .isEqualTo(KeyHash.of(secret).toBytes()));
        assertThat(http.get("/api/v1/audit?object=" + id).expect(200).body()).contains("key.imported");

        Reply successor = http.post("/api/v1/keys/" + id + "/rotate", "{'grace_seconds': 60}")
                .expect(201);
        assertThat(successor.text("key")).startsWith("tg");
        await().atMost(SOON)
                .until(() -> !system.topics().ofKey(successor.text("id")).isEmpty());
        assertThat(system.topics().ofKey(successor.text("id")).get(0).getForeign())
                .isFalse();
    }

    @Test
    void shouldTakeJsonLinesAndKnowThemAgain() {
        String row = "{\"hash\":\"" + hash(run) + "\",\"account_id\":\"" + account
                + "\",\"scopes\":[\"a\"],\"state\":\"disabled\",\"environment\":\"test\"}";

        assertThat(counts(imported(JSON_LINES, row, row))).isEqualTo("done 2 1 1 0");
        assertThat(counts(imported(JSON_LINES, row))).isEqualTo("done 1 0 1 0");
        assertThat(http.get("/api/v1/accounts/" + account + "/keys").expect(200).body())
                .contains("\"state\":\"disabled\"", "\"environment\":\"test\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing | is not JSON",
                "[] | is not a JSON object",
                "{'account_id':'$account'} | hash must be",
                "{'account_id':'$account','hash':'the key itself'} | hash must be",
                "{'hash':'$hash'} | account_id is required",
                "{'hash':'$hash','account_id':'acc_00000000000000000000000000'} | account_id is of no account",
                "{'hash':'$hash','account_id':'$account','created_at':'2999-01-01T00:00:00Z'} | created_at must not",
                "{'hash':'$hash','account_id':'$account','expires_at':'2021-01-01T00:00:00Z'} | expires_at must lie",
                "{'hash':'$hash','account_id':'$account','key':'secret'} | key is not known here",
                "{'hash':'$hash','account_id':'$account','prefix':'a whole secret key'} | prefix must be",
                "{'hash':'$hash','account_id':'$account','state':'revoked'} | state must be one of",
                "{'hash':'$hash','account_id':'$account','allowed_ips':['everywhere']} | allowed_ips must be"
            })
    void shouldSayWhatIsWrongWithARowAndTakeTheOthers(String row, String why) {
        String good = "{'hash':'" + hash(run + "good") + "','account_id':'" + account + "'}";

        Reply done = imported(JSON_LINES, filled(row), filled(good));

        assertThat(counts(done)).isEqualTo("done 2 1 0 1");
        assertThat(refusals(done))
                .contains("\"row\":1,\"why\":\"" + why)
                .doesNotContain("secret", "the key itself", "everywhere");
    }

    @Test
    void shouldGiveNoPlanMoreKeysThanItAllowsAndNoKeyToTwo() {
        String free = http.account("free");
        http.key(free);
        List<String> rows =
                IntStream.range(0, 4).mapToObj(n -> row(run + n, free)).toList();

        Reply done = imported(JSON_LINES, rows.toArray(String[]::new));
        Reply stolen = imported(JSON_LINES, row(run + 0, account));

        assertThat(counts(done)).isEqualTo("done 4 2 0 2");
        assertThat(refusals(done)).contains("the plan free allows 3 keys at a time");
        assertThat(counts(stolen)).isEqualTo("done 1 0 0 1");
        assertThat(refusals(stolen)).contains("with another account");
    }

    @Test
    void shouldTakeManyRowsInParts() {
        String rows = IntStream.range(0, 11_000)
                .mapToObj(n -> n % 100 == 7 ? "{}" : row(run + "-" + n, account))
                .collect(Collectors.joining("\n"));

        Reply done = imported(JSON_LINES, rows);

        assertThat(counts(done)).isEqualTo("done 11000 10890 0 110");
        String path = "/api/v1/imports/" + done.text("id") + "/refusals?limit=100";
        Reply first = http.get(path).expect(200);
        Reply second = http.get(path + "&cursor=" + first.text("next_cursor")).expect(200);
        assertThat(first.json().path("data")).hasSize(100);
        assertThat(first.json().path("data").get(0).path("row").asInt()).isEqualTo(8);
        assertThat(second.json().path("data")).hasSize(10);
        assertThat(second.json().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void shouldShowHowFarItIsAndBeginAgainWhereItWasCutOff() throws Exception {
        String id = begun("{}");
        String rows = IntStream.range(0, 5_500)
                .mapToObj(n -> row(run + "+" + n, account))
                .collect(Collectors.joining("\n"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /api/v1/imports/" + id + "/rows HTTP/1.1\r\nHost: x\r\nContent-Type: " + JSON_LINES
                            + "\r\nContent-Length: 999999999\r\nAuthorization: Bearer " + http.token() + "\r\n\r\n"
                            + rows)
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            await().atMost(SOON)
                    .until(() -> counts(http.get("/api/v1/imports/" + id)).equals("running 5000 5000 0 0"));
            put(id, JSON_LINES, rows).expectProblem(409);
            put(begun("{}"), JSON_LINES, rows).expectProblem(409);
        }
        await().atMost(SOON)
                .until(() -> counts(http.get("/api/v1/imports/" + id)).startsWith("interrupted"));

        assertThat(counts(put(id, JSON_LINES, rows).expect(200))).isEqualTo("done 5500 500 5000 0");
        put(id, JSON_LINES, rows).expectProblem(409);
        assertThat(http.get("/api/v1/imports?limit=200").expect(200).body()).contains(id);
        assertThat(http.get("/api/v1/audit?object=" + id).expect(200).body())
                .contains("import.created", "import.interrupted", "import.done");
    }

    @Test
    void shouldRefuseWhatIsNoImport() {
        http.post("/api/v1/imports", "{'pepper_id': 7}").expectInvalid("pepper_id");
        http.get("/api/v1/imports/imp_00000000000000000000000000").expectProblem(404);
        http.get("/api/v1/imports/imp_00000000000000000000000000/refusals").expectProblem(404);
        put("imp_00000000000000000000000000", CSV, "hash\n").expectProblem(404);
        String id = begun("{}");
        put(id, "application/json", "[]").expectProblem(415);
        put(id, CSV, "").expectProblem(400);
        put(id, CSV, "hash,account_id,hash\n").expectProblem(400);
        assertThat(counts(put(id, CSV, "hash,account_id\n").expect(200))).isEqualTo("done 0 0 0 0");
    }

    @Test
    void shouldTakeHashesThatHangOnAPepper() {
        String peppers = "7:b25lLW9uZS1vbmUtb25lLW9uZS1vbmUtb25lLW9uZS1vbmU=";
        String secret = "legacy-" + run;
        String hash = HexFormat.of()
                .formatHex(KeyPeppers.parse(peppers).hash(secret).hash().toBytes());
        try (AdminSystem peppered = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase(),
                        "--tollgate.key-peppers=" + peppers)
                .whenReady()) {
            AdminClient other = peppered.http();
            String owner = other.account("enterprise");
            String id = other.post("/api/v1/imports", "{'pepper_id': 7}")
                    .expect(201)
                    .text("id");
            HttpRequest.Builder request = other.request("/api/v1/imports/" + id + "/rows")
                    .header("Authorization", "Bearer " + other.token())
                    .header("Content-Type", CSV)
                    .PUT(BodyPublishers.ofString("hash,account_id\n" + hash + "," + owner));

            assertThat(counts(other.send(request).expect(200))).isEqualTo("done 1 1 0 0");
            assertThat(other.get("/api/v1/peppers").expect(200).body())
                    .contains("{\"id\":7,\"configured\":true,\"for_new_keys\":true,\"keys\":1}");
        }
    }

    private Reply imported(String type, String... rows) {
        return put(begun("{}"), type, String.join("\n", rows)).expect(200);
    }

    private String begun(String body) {
        Reply made = http.post("/api/v1/imports", body).expect(201);
        assertThat(counts(made)).isEqualTo("waiting 0 0 0 0");
        return made.text("id");
    }

    private Reply put(String id, String type, String body) {
        return http.send(http.request("/api/v1/imports/" + id + "/rows")
                .header("Authorization", "Bearer " + http.token())
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofString(body)));
    }

    private String refusals(Reply done) {
        return http.get("/api/v1/imports/" + done.text("id") + "/refusals")
                .expect(200)
                .body();
    }

    private static String counts(Reply reply) {
        return String.join(
                " ",
                reply.text("state"),
                reply.text("rows"),
                reply.text("imported"),
                reply.text("known"),
                reply.text("refused"));
    }

    private String filled(String row) {
        return row.replace('\'', '"').replace("$account", account).replace("$hash", hash(run));
    }

    private static String row(String secret, String account) {
        return "{\"hash\":\"" + hash(secret) + "\",\"account_id\":\"" + account + "\"}";
    }

    private static String hash(String secret) {
        return HexFormat.of().formatHex(KeyHash.of(secret).toBytes());
    }
}
