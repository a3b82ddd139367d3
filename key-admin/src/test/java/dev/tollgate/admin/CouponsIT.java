package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who pays less, and for how long. What it does to invoices over time is with {@link BillingIT}. */
class CouponsIT {
    private final AdminClient http = AdminSystem.shared().http();
    private final String code = "C" + System.nanoTime();
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    private String pricedAccount() {
        String plan = http.post(
                        "/api/v1/plans", "{'id': 'p" + System.nanoTime() + "', 'name': 'Priced', 'daily_limit': null}")
                .expect(201)
                .text("id");
        http.post(
                        "/api/v1/plans/" + plan + "/prices",
                        "{'effective_from': '" + today + "', 'currency': 'EUR', 'base_fee': '100.00'}")
                .expect(201);
        return http.account(plan);
    }

    private AdminClient.Reply redeem(String account, String which) {
        return http.post("/api/v1/accounts/" + account + "/subscription/coupons", "{'code': '" + which + "'}");
    }

    @Test
    void shouldTakeOneOffAfterTheOther() {
        String account = pricedAccount();
        http.post("/api/v1/coupons", "{'code': '" + code + "', 'percent_off': '20', 'periods': 2}")
                .expect(201);
        http.post("/api/v1/coupons", "{'code': '" + code + "X', 'percent_off': '12.5'}")
                .expect(201);

        redeem(account, code).expect(200);
        JsonNode subscription = redeem(account, code + "X").expect(200).json();

        assertThat(subscription.at("/coupons/0/from").asString()).isEqualTo(today.toString());
        assertThat(subscription.at("/coupons/0/until").asString())
                .isEqualTo(today.plusMonths(2).toString());
        assertThat(subscription.at("/coupons/1/until").isNull()).isTrue();
        JsonNode draft = http.get("/api/v1/accounts/" + account + "/invoices/draft")
                .expect(200)
                .json()
                .at("/data/0");
        JsonNode lines = draft.path("lines");
        // The first period began at midnight, and the account behind it.
        double fee = lines.path(0).path("amount").asDouble();
        assertThat(lines).hasSize(3);
        assertThat(lines.path(1).path("kind").asString()).isEqualTo("discount");
        assertThat(lines.path(1).path("coupon").asString()).isEqualTo(code);
        assertThat(lines.path(1).path("percent_off").asString()).isEqualTo("20");
        assertThat(lines.path(2).path("percent_off").asString()).isEqualTo("12.5");
        assertThat(draft.path("total").asDouble()).isBetween(fee * 0.7 - 0.02, fee * 0.7 + 0.02);
    }

    @Test
    void shouldRefuseWhatCannotBeRedeemed() {
        String account = http.account("free");
        http.post(
                        "/api/v1/coupons",
                        "{'code': '" + code + "', 'percent_off': '100', 'redeem_until': '" + today.minusDays(1) + "'}")
                .expect(201);
        http.post("/api/v1/coupons", "{'code': '" + code + "X', 'percent_off': '0.0001'}")
                .expect(201);

        assertThat(redeem(account, code).expect(409).body()).contains("could be redeemed until");
        redeem(account, "NONESUCH").expect(404);
        redeem(account, code + "X").expect(200);
        assertThat(redeem(account, code + "X").expect(409).body()).contains("already");
    }

    @Test
    void shouldRefuseACouponThatCannotBe() {
        http.post("/api/v1/coupons", "{'code': '" + code + "', 'percent_off': '5'}")
                .expect(201);

        http.post("/api/v1/coupons", "{'code': '" + code + "', 'percent_off': '6'}")
                .expect(409);
        http.post("/api/v1/coupons", "{'code': 'lower', 'percent_off': '6'}").expect(400);
        http.post("/api/v1/coupons", "{'code': 'ZERO', 'percent_off': '0'}").expect(400);
        http.post("/api/v1/coupons", "{'code': 'MORE', 'percent_off': '100.1'}").expect(400);
        http.post("/api/v1/coupons", "{'code': 'NEVER', 'percent_off': '5', 'periods': 0}")
                .expect(400);
    }

    @Test
    void shouldBeMadeAndRedeemedOnPages() {
        Browser billing = new People(http).signedIn("billing", null);
        Browser viewer = new People(http).signedIn("viewer", null);
        String account = pricedAccount();

        billing.submit("/coupons", Map.of("code", code, "percent_off", "25", "periods", "3"))
                .expect(302);
        assertThat(billing.submit("/coupons", Map.of("code", code, "percent_off", "25"))
                        .expect(409)
                        .body())
                .contains("a coupon is never changed");
        assertThat(viewer.open("/coupons").expect(200).body())
                .contains("Coupons")
                .doesNotContain("Another coupon");
        billing.submit("/accounts/" + account + "/coupons", Map.of("code", code))
                .expect(302);

        assertThat(viewer.open("/accounts/" + account + "/billing").expect(200).body())
                .contains("Coupon " + code + ": 25 % off periods from " + today)
                .contains("25 % off the lines above");
    }
}
