package dev.tollgate.admin;

import static dev.tollgate.admin.UsageTopic.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The books, compared while they are written, and when somebody has meddled with one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconciliationIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Its own broker's: its log is of this database alone. */
    @TempDir
    private static Path data;

    private static EmbeddedBroker broker;
    private static AdminSystem system;
    private static AdminClient http;
    private static UsageTopic ledger;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(data, Ports.freePair());
        system = AdminSystem.start(
                        broker.bootstrapServers(), BackingServices.shared().newDatabase())
                .whenReady();
        http = system.http();
        ledger = system.usageTopic();
    }

    @AfterAll
    static void stop() {
        ledger.close();
        system.close();
        broker.close();
    }

    private JsonNode books() {
        return http.get("/api/v1/reconciliation?from=" + today.minusDays(62) + "&to=" + today)
                .expect(200)
                .json();
    }

    private void awaitAdmitted(long admitted) {
        await().atMost(SOON).until(() -> books().at("/admitted/by_account").asLong() == admitted);
    }

    @Test
    @Order(1)
    void shouldAgreeWhileUsageIsWritten() throws Exception {
        List<String> accounts = List.of(http.account("free"), http.account("free"), http.account("enterprise"));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Long> written = writer.submit(() -> write(accounts, over));
            for (int i = 0; i < 10; i++) {
                JsonNode books = books();
                assertThat(books.path("agrees").asBoolean())
                        .as(books.toString())
                        .isTrue();
            }
            over.set(true);
            long admitted = written.get();
            awaitAdmitted(admitted);
            JsonNode books = books();
            assertThat(books.at("/admitted/in_log").asLong()).isEqualTo(admitted);
            assertThat(books.at("/admitted/by_key").asLong()).isEqualTo(admitted);
            assertThat(books.path("accounts").asInt()).isEqualTo(3);
            assertThat(books.path("log")).hasSizeGreaterThan(1);
        } finally {
            over.set(true);
            writer.shutdown();
        }
    }

    /** Days of keys, each again and again as it grows; what all of them come to in the end. */
    private long write(List<String> accounts, AtomicBoolean over) {
        long version = 1;
        for (; !over.get() || version < 20; version++) {
            List<DailyUsage> days = new ArrayList<>();
            for (String account : accounts) {
                for (int key = 0; key < 5; key++) {
                    days.add(usage(account, "key_" + account + key, today.minusDays(key % 2), version, version * 3));
                }
            }
            ledger.commit(days.toArray(DailyUsage[]::new));
        }
        return (version - 1) * 3 * 5 * accounts.size();
    }

    /** The last: its differences stay. */
    @Test
    @Order(3)
    void shouldNameTheAccountsWhoseBooksDiffer() {
        String good = http.account("free");
        String lost = http.account("free");
        String changed = http.account("free");
        String foreign = http.account("free");
        long before = books().at("/admitted/by_account").asLong();
        ledger.commit(
                usage(good, "key_good", today, 1, 10),
                usage(lost, "key_lost", today, 1, 20),
                usage(changed, "key_changed", today, 1, 30));
        awaitAdmitted(before + 60);

        system.sql().sql("DELETE FROM usage_daily WHERE key_id = 'key_lost'").update();
        system.sql()
                .sql("UPDATE account_usage_daily SET admitted = 31 WHERE account_id = ?")
                .param(changed)
                .update();
        system.sql()
                .sql(
                        "INSERT INTO usage_daily (day, key_id, account_id, admitted, admitted_requests, refused_requests, outcomes,"
                                + " log_partition, log_offset) VALUES (?, 'key_foreign', ?, 5, 5, 0, '{}', 0, 99)")
                .params(Date.valueOf(today), foreign)
                .update();

        JsonNode books = books();
        assertThat(books.path("agrees").asBoolean()).isFalse();
        assertThat(books.path("differing").asInt()).isEqualTo(3);
        assertThat(books.path("differences"))
                .extracting(
                        one -> one.path("account_id").asString(),
                        one -> one.path("in_log").asLong(),
                        one -> one.path("by_key").asLong(),
                        one -> one.path("by_account").asLong())
                .containsExactlyInAnyOrder(
                        tuple(lost, 20L, 0L, 20L), tuple(changed, 30L, 30L, 31L), tuple(foreign, 0L, 5L, 0L));
    }

    @Test
    @Order(2)
    void shouldTakeUsageThatIsStillToBeBilledForNoDifference() {
        String account = http.account("free");
        String key = http.key(account).text("id");
        LocalDate used = today.minusDays(35);
        ledger.commit(usage(account, key, used, 1, 40));
        await().atMost(SOON)
                .until(() -> http.get("/api/v1/accounts/" + account + "/usage?from=" + used + "&to=" + used)
                                .json()
                                .at("/total/admitted")
                                .asLong()
                        == 40);
        system.invoiceOf(account);
        await().atMost(SOON).until(() -> books().at("/invoices/periods").asInt() > 0);
        assertThat(books().at("/invoices/billed").asLong()).isEqualTo(40);

        ledger.commit(usage(account, key, used, 2, 47));

        await().atMost(SOON).until(() -> books().at("/invoices/used").asLong() == 47);
        JsonNode invoices = books().path("invoices");
        assertThat(invoices.path("to_come").asLong()).isEqualTo(7);
        assertThat(invoices.path("differing").asLong()).isZero();
        assertThat(books().path("agrees").asBoolean()).isTrue();

        system.sql()
                .sql("UPDATE api_keys SET created_at = '2020-01-01' WHERE id = ?")
                .param(key)
                .update();
        http.post(
                        "/api/v1/accounts/" + account + "/corrections",
                        "{'key_id': '" + key + "', 'day': '" + used + "', 'requests': -4, 'reason': 'Sent twice'}")
                .expect(201);

        invoices = books().path("invoices");
        assertThat(invoices.path("used").asLong()).isEqualTo(43);
        assertThat(invoices.path("to_come").asLong()).isEqualTo(3);
        assertThat(books().path("agrees").asBoolean()).isTrue();
    }
}
