package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.testing.BackingServices;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys that somebody has published by mistake, as GitHub would tell. */
class LeakIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String WHERE = "https://github.example/acme/app/blob/main/.env";

    private static final KeyPair SIGNER = newKeyPair();
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static HttpServer github;
    private static AdminSystem system;
    private static AdminClient http;

    @BeforeAll
    static void start() throws Exception {
        github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("{\"public_keys\":[{\"key_identifier\":\"k1\",\"is_current\":true,\"key\":\"" + pem()
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        github.createContext("/keys", exchange -> {
            ASKED.incrementAndGet();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        github.createContext("/hook", exchange -> {
            TOLD.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        github.start();
        system = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase(),
                        "--tollgate.webhooks.private-addresses=true",
                        "--tollgate.leaks.public-keys-url=http://127.0.0.1:"
                                + github.getAddress().getPort() + "/keys")
                .whenReady();
        http = system.http();
        http.post(
                        "/api/v1/webhooks",
                        "{'url': 'http://127.0.0.1:" + github.getAddress().getPort()
                                + "/hook', 'events': ['key.leaked']}")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        system.close();
        github.stop(0);
    }

    @Test
    void shouldRevokeWhatWasPublishedAndTellWhatIsNone() throws Exception {
        Reply made = http.key(http.account("enterprise"));
        String key = made.text("key");
        String id = made.text("id");

        Reply verdicts = report(
                        "k1", "[" + find(key, "tollgate_key") + "," + find("tgNoKeyAtAll", "tollgate_key") + "]")
                .expect(200);

        assertThat(verdicts.body())
                .isEqualTo("[{\"token_hash\":\"" + hash(key)
                        + "\",\"token_type\":\"tollgate_key\",\"label\":\"true_positive\"},{\"token_hash\":\""
                        + hash("tgNoKeyAtAll") + "\",\"token_type\":\"tollgate_key\",\"label\":\"false_positive\"}]");
        Reply leaked = http.get("/api/v1/keys/" + id).expect(200);
        assertThat(leaked.text("state")).isEqualTo("revoked");
        assertThat(leaked.text("leaked_url")).isEqualTo(WHERE);
        assertThat(leaked.text("leaked_at")).isNotBlank();
        await().atMost(SOON).until(() -> system.topics().ofKey(id).stream()
                .anyMatch(told -> told.getState() == KeyState.KEY_IS_REVOKED));
        assertThat(http.get("/api/v1/audit?object=" + id + "&action=key.leaked")
                        .expect(200)
                        .body())
                .contains(WHERE)
                .doesNotContain(key);
        assertThat(CapturedLog.text())
                .contains("The key " + id + " was found at " + WHERE)
                .doesNotContain(key);

        await().atMost(SOON).until(() -> TOLD.stream().anyMatch(body -> body.contains(id)));
        assertThat(TOLD).filteredOn(body -> body.contains(id)).singleElement().satisfies(body -> assertThat(body)
                .contains("\"type\":\"key.leaked\"", WHERE, "\"revoked\":true")
                .doesNotContain(key));

        report("k1", "[" + find(key, "again") + "]").expect(200);
        assertThat(http.get("/api/v1/keys/" + id).header("ETag")).isEqualTo(leaked.header("ETag"));
    }

    @Test
    void shouldBelieveNothingThatIsNotSigned() throws Exception {
        Reply made = http.key(http.account("enterprise"));
        String body = "[" + find(made.text("key"), "t") + "]";
        report("k1", body.replace("t\"", "u\""), sign(body)).expectProblem(401);
        report("k1", body, "bm90IGEgc2lnbmF0dXJl").expectProblem(401);
        report("k1", body, "not base64!").expectProblem(401);
        int asked = ASKED.get();
        for (int i = 0; i < 20; i++) {
            report("unknown-" + i, body, sign(body)).expectProblem(401);
        }
        assertThat(ASKED.get()).as("asks no more than once a minute").isLessThanOrEqualTo(asked + 1);
        http.send(http.request("/api/v1/leaks").POST(BodyPublishers.ofString(body)))
                .expectProblem(401);

        assertThat(http.get("/api/v1/keys/" + made.text("id")).text("state")).isEqualTo("active");
    }

    @Test
    void shouldRefuseASignedReportOfAnotherShape() throws Exception {
        for (String body : new String[] {"", "{}", "[1]", "[{}]", "[{\"token\":7}", "nothing", "[{\"token\":\"\"}]"}) {
            report("k1", body).expectProblem(400);
        }
        assertThat(report("k1", "[]").expect(200).body()).isEqualTo("[]");
    }

    @Test
    void shouldOnlyFlagWhereThatIsWanted() throws Exception {
        try (AdminSystem flagging = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase(),
                        "--tollgate.leaks.action=flag",
                        "--tollgate.leaks.public-keys-url=http://127.0.0.1:"
                                + github.getAddress().getPort() + "/keys")
                .whenReady()) {
            AdminClient other = flagging.http();
            Reply made = other.key(other.account("enterprise"));
            String body = "[{\"token\":\"" + made.text("key") + "\",\"type\":\"t\",\"url\":\"a\\u0007 b\\n<script>\"}]";

            report(other, "k1", body, sign(body)).expect(200);

            Reply flagged = other.get("/api/v1/keys/" + made.text("id"));
            assertThat(flagged.text("state")).isEqualTo("active");
            assertThat(flagged.text("leaked_url")).isEqualTo("a??b?<script>");
        }
    }

    @Test
    void shouldBelieveNobodyUntilItIsToldWhom() throws Exception {
        AdminClient without = AdminSystem.shared().http();

        assertThat(report(without, "k1", "[]", sign("[]")).expectProblem(401).text("detail"))
                .contains("TOLLGATE_LEAK_PUBLIC_KEYS_URL");
    }

    private Reply report(String keyId, String body) throws GeneralSecurityException {
        return report(keyId, body, sign(body));
    }

    private Reply report(String keyId, String body, String signature) {
        return report(http, keyId, body, signature);
    }

    private static Reply report(AdminClient to, String keyId, String body, String signature) {
        return to.send(to.request("/api/v1/leaks")
                .header("Content-Type", "application/json")
                .header("Github-Public-Key-Identifier", keyId)
                .header("Github-Public-Key-Signature", signature)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String find(String token, String type) {
        return "{\"source\":\"content\",\"token\":\"" + token + "\",\"type\":\"" + type + "\",\"url\":\"" + WHERE
                + "\"}";
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(KeyHash.of(token).toBytes());
    }

    private static String sign(String body) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(SIGNER.getPrivate());
        signature.update(body.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private static String pem() {
        return "-----BEGIN PUBLIC KEY-----\\n"
                + Base64.getEncoder().encodeToString(SIGNER.getPublic().getEncoded())
                + "\\n-----END PUBLIC KEY-----\\n";
    }

    private static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256.", e);
        }
    }
}
