package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What receivers get, and what becomes of those that are no good. */
class WebhooksIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    /** Its own broker's: two that read usage from one broker share its partitions, whatever their databases are. */
    @TempDir
    private static Path data;

    private static EmbeddedBroker broker;
    private static AdminSystem system;
    private static AdminClient http;
    private static HttpServer receiver;
    private static final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static ExecutorService threads;

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(204);
    private final String path = "/" + System.nanoTime();

    /** What a receiver got. */
    private record Got(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        mails.start();
        broker = EmbeddedBroker.start(data, Ports.freePair());
        system = AdminSystem.start(
                        broker.bootstrapServers(),
                        BackingServices.shared().newDatabase(),
                        "--tollgate.webhooks.private-addresses=true",
                        "--tollgate.mail.host=127.0.0.1",
                        "--tollgate.mail.port=" + mails.getSmtp().getPort(),
                        "--tollgate.mail.from=tollgate@example.com",
                        "--tollgate.mail.start-tls=false",
                        "--tollgate.webhooks.signing-key=" + Base64.getEncoder().encodeToString(new byte[32]))
                .whenReady();
        http = system.http();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        receiver.setExecutor(threads);
        receiver.start();
    }

    @AfterAll
    static void stop() {
        receiver.stop(0);
        mails.stop();
        threads.shutdownNow();
        system.close();
        broker.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        got.add(new Got(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        int status = answer.get();
        if (status / 100 == 3) {
            exchange.getResponseHeaders().set("Location", url("/elsewhere"));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
    }

    private JsonNode webhook(String... events) {
        receiver.createContext(path, this::receive);
        return http.post(
                        "/api/v1/webhooks",
                        "{'url': '" + url(path) + "', 'events': ["
                                + String.join(
                                        ", ",
                                        Arrays.stream(events)
                                                .map(type -> "'" + type + "'")
                                                .toList()) + "]}")
                .expect(201)
                .json();
    }

    private static JsonNode delivery(JsonNode webhook) {
        return http.get("/api/v1/webhooks/" + webhook.path("id").asString() + "/deliveries")
                .expect(200)
                .json()
                .at("/data/0");
    }

    private static void test(JsonNode webhook) {
        http.post("/api/v1/webhooks/" + webhook.path("id").asString() + "/test", null)
                .expect(202);
    }

    /** As a receiver does, by the specification. */
    private static String signature(String secret, Got got) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            byte[] signed = (got.id() + "." + got.timestamp() + "." + got.body()).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldTellWithASignatureAndOnce() {
        JsonNode webhook = webhook("webhook.test");

        test(webhook);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("delivered"));
        assertThat(got).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo(delivery(webhook).path("event_id").asString());
            assertThat(Instant.ofEpochSecond(Long.parseLong(one.timestamp())))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            assertThat(one.signature())
                    .isEqualTo(signature(webhook.path("secret").asString(), one));
            assertThat(one.json().path("type").asString()).isEqualTo("webhook.test");
            assertThat(Instant.parse(one.json().path("timestamp").asString())).isNotNull();
        });
        assertThat(http.get("/api/v1/webhooks").expect(200).body())
                .doesNotContain(webhook.path("secret").asString());
    }

    @Test
    void shouldSignWithBothSecretsWhenOneIsChanged() {
        JsonNode webhook = webhook("webhook.test");
        Reply rotated = http.post("/api/v1/webhooks/" + webhook.path("id").asString() + "/rotate", null)
                .expect(200);
        String after = rotated.text("secret");
        assertThat(after).isNotEqualTo(webhook.path("secret").asString());

        test(webhook);

        await().atMost(SOON).until(() -> !got.isEmpty());
        assertThat(got.get(0).signature().split(" ", -1))
                .containsExactly(
                        signature(after, got.get(0)),
                        signature(webhook.path("secret").asString(), got.get(0)));
    }

    @Test
    void shouldTryAgainAndTakeNoRedirectForAnAnswer() {
        JsonNode webhook = webhook("webhook.test");
        answer.set(302);
        test(webhook);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        delivery(webhook).path("last_status").asInt())
                .isEqualTo(302));
        assertThat(delivery(webhook).path("last_error").asString()).isEqualTo("was answered 302");
        Instant next = Instant.parse(delivery(webhook).path("next_at").asString());
        assertThat(next).isBetween(Instant.now(), Instant.now().plusSeconds(7));

        answer.set(500);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        delivery(webhook).path("last_status").asInt())
                .isEqualTo(500));
        assertThat(delivery(webhook).path("attempts").asInt()).isEqualTo(2);

        answer.set(200);
        String webhookPath = "/api/v1/webhooks/" + webhook.path("id").asString();
        http.post(
                        webhookPath + "/deliveries/"
                                + delivery(webhook).path("event_id").asString() + "/replay",
                        null)
                .expect(202);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("delivered"));
        assertThat(got).extracting(Got::id).hasSize(3).containsOnly(got.get(0).id());
        assertThat(delivery(webhook).path("log"))
                .extracting(attempt -> attempt.path("status").asInt(), attempt -> attempt.path("error")
                        .isNull())
                .containsExactly(tuple(302, false), tuple(500, false), tuple(200, true));
    }

    @Test
    void shouldGiveUpAfterADayAndSendAgainWhenSomebodyWantsIt() {
        JsonNode webhook = webhook("webhook.test");
        answer.set(500);
        test(webhook);
        await().atMost(SOON).until(() -> delivery(webhook).path("attempts").asInt() == 1);

        system.sql()
                .sql(
                        "UPDATE webhook_deliveries SET since = now() - interval '25 hours', next_at = now() WHERE webhook_id = ?")
                .param(webhook.path("id").asString())
                .update();

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("dead"));
        answer.set(200);
        http.post(
                        "/api/v1/webhooks/" + webhook.path("id").asString() + "/deliveries/"
                                + delivery(webhook).path("event_id").asString() + "/replay",
                        null)
                .expect(202);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("delivered"));
    }

    @Test
    void shouldGoOnWhileAReceiverFailsForAnHour() {
        JsonNode webhook = webhook("webhook.test");
        answer.set(500);
        test(webhook);
        List<Duration> pauses = new ArrayList<>();
        Duration all = Duration.ZERO;
        while (all.compareTo(Duration.ofHours(1)) < 0) {
            int attempts = pauses.size() + 1;
            await().atMost(SOON)
                    .until(() -> delivery(webhook).path("log").size() == attempts
                            && delivery(webhook).path("next_at").isString());
            JsonNode now = delivery(webhook);
            Duration pause = Duration.between(
                    Instant.parse(now.path("last_at").asString()),
                    Instant.parse(now.path("next_at").asString()));
            pauses.add(pause);
            all = all.plus(pause);
            if (all.compareTo(Duration.ofHours(1)) >= 0) {
                answer.set(204);
            }
            // So much time has passed.
            system.sql()
                    .sql("UPDATE webhook_deliveries SET next_at = now(), since = since - ? * interval '1 millisecond'"
                            + " WHERE webhook_id = ?")
                    .params(pause.toMillis(), webhook.path("id").asString())
                    .update();
        }

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("delivered"));
        assertThat(pauses).isSorted().hasSizeBetween(6, 8);
        assertThat(delivery(webhook).path("log")).hasSize(pauses.size() + 1);
        assertThat(got).extracting(Got::id).containsOnly(got.get(0).id());
    }

    @Test
    void shouldTellByTheRulesThatAreSet() {
        JsonNode webhook = webhook("quota.reached", "key.expiring");
        Browser owner = new People(http).signedIn("owner", null);
        String account = http.account(planWithAnEdition());
        String key = http.key(account).text("id");
        String ending = http.post(
                        "/api/v1/accounts/" + account + "/keys",
                        "{'name': 'Ends', 'expires_at': '" + Instant.now().plus(Duration.ofHours(3 * 24 - 3)) + "'}")
                .expect(201)
                .text("id");
        try {
            owner.submit(
                            "/alerts",
                            Map.of(
                                    "quota_percents", "95, 33",
                                    "expiring_days", "3",
                                    "unused_days", "90",
                                    "behind_seconds", "60"))
                    .expect(302);
            assertThat(http.get("/api/v1/alert-rules").expect(200).body())
                    .isEqualTo(
                            "{\"quota_percents\":[33,95],\"expiring_days\":3,\"unused_days\":90,\"behind_seconds\":60}");
            try (UsageTopic ledger = system.usageTopic()) {
                ledger.commit(UsageTopic.usage(account, key, LocalDate.now(ZoneOffset.UTC), 1, 60));
            }
            system.lookForAlerts();

            await().atMost(SOON).until(() -> told(account).size() == 2);
            assertThat(told(account))
                    .anySatisfy(data -> {
                        assertThat(data.path("percent").asInt()).isEqualTo(33);
                        assertThat(data.path("daily_limit").asInt()).isEqualTo(150);
                    })
                    .anySatisfy(
                            data -> assertThat(data.path("key_id").asString()).isEqualTo(ending));
            assertThat(owner.open("/alerts").expect(200).body()).contains("quota.reached", account, "value=\"33, 95\"");
            assertThat(owner.submit(
                                    "/alerts",
                                    Map.of(
                                            "quota_percents", "50 half",
                                            "expiring_days", "0",
                                            "behind_seconds", "60"))
                            .expect(400)
                            .body())
                    .contains(
                            "This must be a list of 10 whole numbers at most",
                            "This must be from 1 to 365",
                            "value=\"50 half\"");
        } finally {
            http.patch(
                            "/api/v1/alert-rules",
                            "{'quota_percents': [50, 80, 100], 'expiring_days': 14, 'unused_days': 90}")
                    .expect(200);
            http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
        }
    }

    /** One of 1,000 requests a day, and from today on of 150. */
    private static String planWithAnEdition() {
        String plan = "edited_" + System.nanoTime();
        http.post("/api/v1/plans", "{'id': '" + plan + "', 'name': 'Edited', 'daily_limit': 1000}")
                .expect(201);
        http.patch(
                        "/api/v1/plans/" + plan,
                        "{'daily_limit': 150, 'effective_from': '"
                                + LocalDate.now(ZoneOffset.UTC).plusDays(2) + "', 'for_existing': false}")
                .expect(200);
        system.sql()
                .sql("UPDATE plan_editions SET effective_from = current_date WHERE plan_id = ?")
                .param(plan)
                .update();
        return plan;
    }

    @Test
    void shouldLeaveAReceiverAloneThatIsGone() {
        JsonNode webhook = webhook("webhook.test");
        answer.set(410);
        test(webhook);

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        http.get("/api/v1/webhooks/" + webhook.path("id").asString())
                                .text("state"))
                .isEqualTo("disabled"));
        assertThat(delivery(webhook).path("state").asString()).isEqualTo("dead");
    }

    @Test
    void shouldNotBeHeldUpByReceiversThatHang() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        String hanging = path + "-hangs";
        receiver.createContext(hanging, exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        JsonNode bad = http.post("/api/v1/webhooks", "{'url': '" + url(hanging) + "', 'events': ['webhook.test']}")
                .expect(201)
                .json();
        JsonNode good = webhook("webhook.test");
        try {
            for (int i = 0; i < 3; i++) {
                test(bad);
            }
            test(good);

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(delivery(good).path("state").asString()).isEqualTo("delivered"));
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            delivery(bad).path("last_error").asString())
                    .containsIgnoringCase("timed out"));
        } finally {
            over.countDown();
            http.delete("/api/v1/webhooks/" + bad.path("id").asString()).expect(204);
        }
    }

    @Test
    void shouldTellOnceOfEachPartOfAQuotaThatIsUsed() {
        JsonNode webhook = webhook("quota.reached");
        String account = http.account("free");
        String key = http.key(account).text("id");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (UsageTopic ledger = system.usageTopic()) {
            for (int used : new int[] {49, 50, 79, 85, 100}) {
                DailyUsage usage = UsageTopic.usage(account, key, today, used, used);
                ledger.commit(usage);
                awaitUsage(key, used);
                if (used == 50 || used == 85 || used == 100) {
                    int told = used == 50 ? 1 : used == 85 ? 2 : 3;
                    await().atMost(SOON).until(() -> told(account).size() == told);
                }
            }
        }

        assertThat(told(account))
                .extracting(data -> data.path("percent").asInt())
                .containsExactly(50, 80, 100);
        assertThat(told(account).get(1).path("used").asInt()).isEqualTo(85);
        assertThat(told(account).get(1).path("daily_limit").asInt()).isEqualTo(100);
        assertThat(told(account).get(1).path("key_id").asString()).isEqualTo(key);
        http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
    }

    private List<JsonNode> told(String account) {
        return got.stream()
                .map(one -> one.json().path("data"))
                .filter(data -> data.path("account_id").asString().equals(account))
                .toList();
    }

    private static void awaitUsage(String key, int used) {
        await().atMost(SOON)
                .until(() -> http.get("/api/v1/keys/" + key)
                                .json()
                                .path("usage_today")
                                .asInt()
                        == used);
    }

    @Test
    void shouldTellOfInvoices() {
        JsonNode webhook = webhook("invoice.finalised");
        String account = http.account("enterprise");

        String number = system.invoiceOf(account);

        await().atMost(SOON).until(() -> told(account).size() == 2);
        assertThat(told(account)).anySatisfy(data -> {
            assertThat(data.path("number").asString()).isEqualTo(number);
            assertThat(data.path("currency").asString()).isEqualTo("EUR");
            assertThat(data.path("total").asString()).isNotBlank();
        });
        http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
    }

    @Test
    void shouldTellOfKeysThatEndOrAreUnusedOrAreUsedAsTheyNeverWere() {
        JsonNode webhook = webhook("key.expiring", "key.unused", "key.unusual");
        String account = http.account("enterprise");
        String ending = http.post(
                        "/api/v1/accounts/" + account + "/keys",
                        "{'name': 'Ends', 'expires_at': '" + Instant.now().plus(Duration.ofHours(14 * 24 - 3)) + "'}")
                .expect(201)
                .text("id");
        String unused = http.key(account).text("id");
        String stolen = http.key(account).text("id");
        JdbcClient sql = system.sql();
        sql.sql(
                        "INSERT INTO key_usage (key_id, usage_count, last_used_at) VALUES (?, 1, now() - interval '90 days 2 hours')")
                .param(unused)
                .update();
        sql.sql("INSERT INTO unusual_hours (key_id, hour, requests, median, peak, score)"
                        + " VALUES (?, date_trunc('hour', now()), 900, 20, 40, 12)")
                .param(stolen)
                .update();

        system.lookForAlerts();
        system.lookForAlerts();

        await().atMost(SOON).until(() -> told(account).size() == 3);
        assertThat(got)
                .extracting(one -> one.json().path("type").asString() + " "
                        + one.json().at("/data/key_id").asString())
                .containsExactlyInAnyOrder("key.expiring " + ending, "key.unused " + unused, "key.unusual " + stolen);
        http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
    }

    @Test
    void shouldTellOnceWhenATotalIsReached() {
        JsonNode webhook = webhook("spend.reached");
        String plan = "spent_" + System.nanoTime();
        http.post("/api/v1/plans", "{'id': '" + plan + "', 'name': 'Spent', 'daily_limit': null}")
                .expect(201);
        http.post(
                        "/api/v1/plans/" + plan + "/prices",
                        "{'effective_from': '" + LocalDate.now(ZoneOffset.UTC)
                                + "', 'currency': 'EUR', 'base_fee': '900.00'}")
                .expect(201);
        String frugal = http.account(plan);
        String account = http.account(plan);
        http.patch("/api/v1/accounts/" + frugal + "/subscription", "{'spend_alert': '5000'}")
                .expect(200);
        assertThat(http.patch("/api/v1/accounts/" + account + "/subscription", "{'spend_alert': '100.00'}")
                        .expect(200)
                        .text("spend_alert"))
                .isEqualTo("100.00");

        system.lookForAlerts();
        await().atMost(SOON).until(() -> told(account).size() == 1);
        system.lookForAlerts();

        assertThat(told(account).get(0).path("currency").asString()).isEqualTo("EUR");
        assertThat(told(frugal)).isEmpty();
        http.patch("/api/v1/accounts/" + account + "/subscription", "{'spend_alert': null}")
                .expect(200);
        http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
    }

    @Test
    void shouldTellWhenUsageIsBehindAndWhenItIsNoMore() {
        await().atMost(SOON)
                .until(() -> system.sql()
                                .sql("SELECT count(*) FROM usage_progress")
                                .query(Long.class)
                                .single()
                        == Topic.USAGE_DAILY.partitions());
        JsonNode webhook = webhook("metering.behind", "metering.recovered");
        system.stopReadingUsage();
        try {
            system.sql()
                    .sql("UPDATE usage_progress SET complete_at = complete_at - interval '2 minutes'")
                    .update();
            await().atMost(SOON).until(() -> got.size() == 1);
        } finally {
            system.goOnReadingUsage();
        }

        await().atMost(SOON).until(() -> got.size() == 2);
        assertThat(got)
                .extracting(one -> one.json().path("type").asString())
                .containsExactly("metering.behind", "metering.recovered");
        http.delete("/api/v1/webhooks/" + webhook.path("id").asString()).expect(204);
    }

    @Test
    void shouldTellAChatInWords() {
        receiver.createContext(path, this::receive);
        JsonNode webhook = http.post(
                        "/api/v1/webhooks", "{'url': '" + url(path) + "', 'form': 'slack', 'events': ['webhook.test']}")
                .expect(201)
                .json();

        test(webhook);

        await().atMost(SOON).until(() -> !got.isEmpty());
        assertThat(got.get(0).json()).isEqualTo(JSON.readTree("{\"text\": \"This is a test, and it has arrived.\"}"));
    }

    @Test
    void shouldTellByMail() throws Exception {
        JsonNode webhook = http.post(
                        "/api/v1/webhooks",
                        "{'url': 'mailto:ada@example.com', 'form': 'mail', 'events': ['webhook.test']}")
                .expect(201)
                .json();

        test(webhook);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(delivery(webhook).path("state").asString()).isEqualTo("delivered"));
        MimeMessage mail = mails.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("Tollgate: This is a test, and it has arrived.");
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.com");
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("tollgate@example.com");
        assertThat(mail.getContent().toString())
                .contains(delivery(webhook).path("event_id").asString());
        http.post("/api/v1/webhooks", "{'url': 'mailto:ada@example.com?bcc=x@example.com', 'form': 'mail'}")
                .expectInvalid("url");
        AdminSystem.shared()
                .http()
                .post("/api/v1/webhooks", "{'url': 'mailto:ada@example.com', 'form': 'mail'}")
                .expectInvalid("form");
    }

    @Test
    void shouldBeManagedInTheBrowser() {
        Browser owner = new People(http).signedIn("owner", null);
        receiver.createContext(path, this::receive);

        assertThat(owner.submit("/webhooks", Map.of("url", "nonsense", "events", "all"))
                        .expect(400)
                        .body())
                .contains("must be a URL such as", "must be some of invoice.finalised");
        Reply made = owner.submit("/webhooks", Map.of("url", url(path), "events", "webhook.test key.leaked"))
                .expect(200);
        Matcher link = Pattern.compile("/webhooks/whk_[0-9a-z]{26}").matcher(made.body());
        assertThat(link.find()).isTrue();
        String its = link.group();
        assertThat(made.body()).contains("whsec_");
        assertThat(owner.open("/webhooks").expect(200).body())
                .contains(url(path), "webhook.test, key.leaked")
                .doesNotContain("whsec_");

        owner.submit(its + "/test", Map.of()).expect(302);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(owner.open(its).expect(200).body()).contains(">delivered<"));
        Matcher replay = Pattern.compile(its + "/deliveries/msg_[0-9a-z]{26}/replay")
                .matcher(owner.open(its).body());
        assertThat(replay.find()).isTrue();
        owner.submit(replay.group(), Map.of()).expect(302);
        await().atMost(SOON).until(() -> got.size() == 2);
        assertThat(owner.submit(its + "/rotate", Map.of()).expect(200).body()).contains("whsec_", "secret before, too");
        owner.submit(its + "/disable", Map.of()).expect(302);
        assertThat(owner.open(its).body()).contains(">disabled<");
        owner.submit(its + "/enable", Map.of()).expect(302);
        owner.submit(its + "/delete", Map.of()).expect(302);
        owner.open(its).expect(404);
    }

    @Test
    void shouldNotSendToThisNetworkUnlessItMay() {
        AdminSystem careful = AdminSystem.shared();
        for (String url : List.of(
                "http://example.org/hook",
                "https://127.0.0.1/hook",
                "https://[::1]/hook",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/",
                "https://[fd00::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://localhost/hook",
                "https://user:password@example.org/",
                "ftp://example.org/",
                "example.org")) {
            Reply refused = careful.http().post("/api/v1/webhooks", "{'url': '" + url + "'}");
            assertThat(refused.expectInvalid("url").body()).contains("such as https://example.com/hook");
        }
        // A name that means this machine: it is looked up when something is sent.
        JsonNode webhook = careful.http()
                .post("/api/v1/webhooks", "{'url': 'https://localhost.localdomain/hook', 'events': ['webhook.test']}")
                .expect(201)
                .json();
        String its = "/api/v1/webhooks/" + webhook.path("id").asString();
        careful.http().post(its + "/test", null).expect(202);
        await().atMost(SOON).untilAsserted(() -> assertThat(error(careful, its)).isNotNull());
        careful.http().delete(its).expect(204);
    }

    private static @Nullable String error(AdminSystem careful, String its) {
        return careful.http()
                .get(its + "/deliveries")
                .json()
                .at("/data/0/last_error")
                .asString(null);
    }
}
