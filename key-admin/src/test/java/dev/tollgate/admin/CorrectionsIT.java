package dev.tollgate.admin;

import static dev.tollgate.admin.UsageTopic.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people say of usage that was counted otherwise. What it does to invoices is with {@link BillingIT}. */
class CorrectionsIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String account = http.account("enterprise");
    private final String key = http.key(account).text("id");
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final LocalDate day = today.minusDays(5);
    private final String corrections = "/api/v1/accounts/" + account + "/corrections";

    @BeforeEach
    void use() {
        system.sql()
                .sql("UPDATE api_keys SET created_at = now() - interval '10 days' WHERE id = ?")
                .param(key)
                .update();
        try (UsageTopic ledger = system.usageTopic()) {
            ledger.commit(usage(account, key, day, 1, 40));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ofTheDay("keys/" + key).path("admitted").asLong() == 40);
    }

    private JsonNode ofTheDay(String of) {
        return http.get("/api/v1/" + of + "/usage?from=" + day + "&to=" + day)
                .expect(200)
                .json()
                .at("/series/0");
    }

    private String correction(String keyId, LocalDate when, long requests) {
        return "{'key_id': '" + keyId + "', 'day': '" + when + "', 'requests': " + requests
                + ", 'reason': 'Sent twice'}";
    }

    @Test
    void shouldStandBesideWhatWasCounted() {
        JsonNode made =
                http.post(corrections, correction(key, day, -15)).expect(201).json();

        assertThat(made.path("author").asString()).isEqualTo("admin-token");
        assertThat(http.get(corrections + "?from=" + day + "&to=" + day)
                        .expect(200)
                        .json()
                        .at("/data/0"))
                .isEqualTo(made);
        for (String of : new String[] {"keys/" + key, "accounts/" + account}) {
            assertThat(ofTheDay(of).path("admitted").asLong()).isEqualTo(40);
            assertThat(ofTheDay(of).path("corrected").asLong()).isEqualTo(-15);
        }
        assertThat(http.get("/api/v1/audit?object_id=" + key)
                        .expect(200)
                        .json()
                        .at("/data/0/action")
                        .asString())
                .isEqualTo("usage.corrected");
    }

    @Test
    void shouldLeaveNoLessThanNothing() {
        http.post(corrections, correction(key, day, -30)).expect(201);

        assertThat(http.post(corrections, correction(key, day, -11)).expect(400).body())
                .contains("must leave no less than nothing: 10 are known");
        http.post(corrections, correction(key, day, -10)).expect(201);
    }

    @Test
    void shouldRefuseWhatCannotBeCorrected() {
        String others = http.key(http.account("free")).text("id");

        assertThat(http.post(corrections, correction(others, day, 1))
                        .expect(400)
                        .body())
                .contains("is none of the account's keys");
        assertThat(http.post(corrections, correction(key, today, 1)).expect(400).body())
                .contains("must be over, in UTC");
        assertThat(http.post(corrections, correction(key, today.minusDays(11), 1))
                        .expect(400)
                        .body())
                .contains("must not lie before the key was made");
        assertThat(http.post(corrections, correction(key, day, 0)).expect(400).body())
                .contains("below zero, fewer");
        http.post(corrections, "{'key_id': '" + key + "', 'day': '" + day + "', 'requests': 5}")
                .expect(400);
    }

    @Test
    void shouldBeMadeAndSeenOnThePageOfUsage() {
        Browser billing = new People(http).signedIn("billing", null);
        Browser member = new People(http).signedIn("member", account);
        String page = "/accounts/" + account + "/usage?from=" + day + "&to=" + day;

        assertThat(member.open(page).expect(200).body()).doesNotContain("Corrections");
        assertThat(billing.submit(
                                "/accounts/" + account + "/corrections",
                                Map.of("key_id", key, "day", day.toString(), "requests", "-41", "reason", "Sent twice"))
                        .expect(400)
                        .body())
                .contains("This must leave no less than nothing: 40 are known")
                .contains("value=\"-41\"");
        billing.submit(
                        "/accounts/" + account + "/corrections",
                        Map.of("key_id", key, "day", day.toString(), "requests", "-40", "reason", "Sent twice"))
                .expect(302);

        assertThat(member.open(page).expect(200).body())
                .contains("-40")
                .contains("Sent twice")
                .doesNotContain("Correct a day");
    }
}
