package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Prices, drafts and invoices in the browser. */
class BillingPagesIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();
    private final Browser owner = new People(admin).signedIn("owner", null);
    private final String plan = plan();
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    private String plan() {
        String id = "billed_" + System.nanoTime();
        return admin.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Billed', 'daily_limit': null}")
                .expect(201)
                .text("id");
    }

    private Map<String, String> price() {
        return new HashMap<>(Map.of(
                "effective_from", today.toString(),
                "for_existing", "true",
                "currency", "EUR",
                "interval", "month",
                "base_fee", "1290.00",
                "included_per_day", "1000",
                "included_per", "key",
                "overage.model", "graduated",
                "overage.tiers", "100000 0.001\r\n- 0.0005 5.00\r\n"));
    }

    @Test
    void shouldAddAPriceAndShowWhatItComesTo() {
        assertThat(owner.open("/plans/" + plan + "/prices").expect(200).body()).contains("It has no price");

        owner.submit("/plans/" + plan + "/prices", price()).expect(302);

        assertThat(owner.open("/plans/" + plan + "/prices").expect(200).body())
                .contains("EUR 1290.00 a month")
                .contains("1,000 for each key")
                .contains("up to 100,000: 0.001 each")
                .contains("then: 0.0005 each + 5.00");
        String account = admin.account(plan);
        assertThat(owner.open("/accounts/" + account + "/billing").expect(200).body())
                .contains("Billed: base fee")
                .contains("None yet.");
    }

    @Test
    void shouldSayWhatIsWrongWithAPrice() {
        Map<String, String> bad = price();
        bad.put("currency", "EURO");
        bad.put("overage.tiers", "5 -1\nx 2");
        bad.put("base_fee", "ten");

        Reply again = owner.submit("/plans/" + plan + "/prices", bad).expect(400);

        assertThat(again.body())
                .contains("This must be a currency of ISO 4217, such as EUR.")
                .contains("This must be a text such as")
                .contains("overage.tiers[0].unit_price must be a text such as")
                .contains("overage.tiers[1].up_to must be a whole number")
                .contains("value=\"EURO\"");
        assertThat(admin.get("/api/v1/plans/" + plan + "/prices")
                        .expect(200)
                        .json()
                        .path("data"))
                .isEmpty();
    }

    @Test
    void shouldPlanAChangeAndGiveACredit() {
        String account = admin.account(plan);
        String billing = "/accounts/" + account + "/billing";
        owner.submit("/plans/" + plan + "/prices", price()).expect(302);

        owner.submit(billing, Map.of("next", "free", "tax_percent", "19", "billing_anchor", today.toString()))
                .expect(302);
        owner.submit(
                        "/accounts/" + account + "/credits",
                        Map.of("currency", "EUR", "amount", "100", "reason", "Welcome"))
                .expect(302);

        assertThat(owner.open(billing).expect(200).body())
                .contains("the plan becomes free.")
                .contains("Tax, 19 %")
                .contains("Paid from credits")
                .contains("Credit left: EUR 100.00");
        owner.submit(billing, Map.of("next", "")).expect(302);
        assertThat(owner.open(billing).expect(200).body()).doesNotContain("the plan becomes free.");
        assertThat(owner.submit(
                                "/accounts/" + account + "/credits",
                                Map.of("currency", "EUR", "amount", "-5", "reason", "Welcome"))
                        .expect(400)
                        .body())
                .contains("must be a text such as");
    }

    @Test
    void shouldShowInvoicesToWhomTheyAreAbout() {
        String account = admin.account(plan);
        String number = system.invoiceOf(account);
        Browser member = new People(admin).signedIn("member", account);
        Browser stranger = new People(admin).signedIn("member", admin.account("free"));
        String invoice = "/accounts/" + account + "/invoices/" + number;

        assertThat(member.open("/accounts/" + account + "/billing").expect(200).body())
                .contains("href=\"" + invoice + "\"")
                .doesNotContain("Give a credit");
        assertThat(member.open(invoice).expect(200).body())
                .contains("Invoice " + number)
                .contains("Billed: base fee")
                .contains("29.00");
        stranger.open(invoice).expect(404);
        assertThat(owner.open("/accounts/" + admin.account("free") + "/invoices/" + number)
                        .status())
                .isEqualTo(404);
    }
}
