package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.BillsByHand.Bill;
import dev.tollgate.admin.BillsByHand.HandAccount;
import dev.tollgate.admin.BillsByHand.HandCoupon;
import dev.tollgate.admin.BillsByHand.HandPrice;
import dev.tollgate.admin.BillsByHand.Since;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * 1,000 accounts through a winter with a leap day: they come, change their plans, pause and end, prices change, and two instances bill them
 * at once, one of which fails in the middle. What each owes is compared with {@link BillsByHand}.
 */
class BillingIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int ACCOUNTS = 1_000;
    private static final Instant OPENING = Instant.parse("2027-12-20T00:00:00Z");
    private static final LocalDate FIRST_DAY = LocalDate.of(2027, 12, 21);
    private static final LocalDate LAST_DAY = LocalDate.of(2028, 3, 31);
    private static final List<String> USAGE_TABLES = List.of(
            "usage_daily",
            "usage_hourly",
            "usage_routes",
            "usage_meters",
            "key_usage",
            "key_usage_monthly",
            "account_usage_daily",
            "account_usage_hourly",
            "account_usage_routes",
            "account_usage_meters",
            "account_usage_outcomes");
    private static final List<String> PLANS = List.of("free", "solopreneur", "small_business", "enterprise");

    /** Its own broker's: of the usage that all have, none is another database's. */
    @TempDir
    private Path data;

    private final Random random = new Random(6);
    private final SettableClock clock = new SettableClock();
    private final BillsByHand byHand = new BillsByHand();
    private final List<HandAccount> accounts = new ArrayList<>();
    private final Map<Instant, List<Runnable>> agenda = new TreeMap<>();

    /** Accounts of which a change is planned, and when: nothing else is done to them. */
    private final Map<String, LocalDate> endsWith = new HashMap<>();

    /** What of the usage of all accounts was corrected, not counted. */
    private long corrected;

    @Test
    void shouldBillAsByHand() throws Exception {
        clock.set(OPENING);
        Database database = BackingServices.shared().newDatabase();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, Ports.freePair());
                AdminSystem system = AdminSystem.startAt(clock, broker.bootstrapServers(), database)
                        .whenReady();
                UsageTopic ledger = system.usageTopic()) {
            system.stopBilling();
            AdminClient http = system.http();
            price(http);
            http.post("/api/v1/coupons", "{'code': 'THIRD', 'percent_off': '33.3333', 'periods': 2}")
                    .expect(201);
            http.post("/api/v1/coupons", "{'code': 'TENTH', 'percent_off': '10'}")
                    .expect(201);
            for (int i = 0; i < ACCOUNTS; i++) {
                plan(http);
            }
            agenda.forEach((moment, works) -> {
                clock.set(moment);
                works.forEach(Runnable::run);
            });
            List<DailyUsage> usage = usage();
            for (int i = 0; i < usage.size(); i += 1_000) {
                ledger.commit(
                        usage.subList(i, Math.min(usage.size(), i + 1_000)).toArray(DailyUsage[]::new));
            }
            awaitUsage(system.sql());
            correct(system, ledger);

            // First: the other one begins to bill as soon as it runs.
            failOnceIn(system.sql(), 300);
            try (AdminSystem other = AdminSystem.startAt(clock, broker.bootstrapServers(), database)
                    .whenReady()) {
                other.stopBilling();
                billUntil(Instant.parse("2028-04-02T03:00:00Z"), system, other);
            }
            compareAll(http, system.sql());
            usageThatComesLate(system, ledger);
            correctionOfLongAgo(system);
            readAllAgain(system);
        }
    }

    private void price(AdminClient http) {
        add(
                http,
                "{'effective_from': '2027-12-20', 'currency': 'EUR', 'base_fee': '29.00', 'included_per_day': 100,"
                        + " 'trial_days': 7, 'overage': {'model': 'graduated', 'tiers': [{'up_to': 500, 'unit_price': '0.0125'},"
                        + " {'up_to': 2000, 'unit_price': '0.01', 'flat_price': '1.50'}, {'unit_price': '0.0033'}]}}",
                new HandPrice(
                        "solopreneur",
                        1,
                        LocalDate.of(2027, 12, 20),
                        true,
                        "EUR",
                        2,
                        false,
                        "29.00",
                        100,
                        false,
                        BillingIT::graduated,
                        7));
        add(
                http,
                "{'effective_from': '2027-12-20', 'currency': 'EUR', 'interval': 'year', 'base_fee': '990.00',"
                        + " 'included_per_day': 400, 'included_per': 'account', 'overage': {'model': 'volume', 'tiers':"
                        + " [{'up_to': 1000, 'unit_price': '0.011'}, {'unit_price': '0.007', 'flat_price': '2.00'}]}}",
                new HandPrice(
                        "small_business",
                        1,
                        LocalDate.of(2027, 12, 20),
                        true,
                        "EUR",
                        2,
                        true,
                        "990.00",
                        400,
                        true,
                        BillingIT::volume,
                        0));
        add(
                http,
                "{'effective_from': '2027-12-20', 'currency': 'JPY', 'base_fee': '120001', 'included_per_day': 0,"
                        + " 'overage': {'model': 'packages', 'package_size': 1000, 'package_price': '77'}}",
                new HandPrice(
                        "enterprise",
                        1,
                        LocalDate.of(2027, 12, 20),
                        true,
                        "JPY",
                        0,
                        false,
                        "120001",
                        0,
                        false,
                        BillingIT::packages,
                        0));
        // For all, on a day within most periods; and for those who come only.
        agenda.computeIfAbsent(Instant.parse("2028-01-15T00:00:00Z"), moment -> new ArrayList<>())
                .add(() -> {
                    add(
                            http,
                            "{'effective_from': '2028-02-15', 'currency': 'EUR', 'base_fee': '35.00'}",
                            new HandPrice(
                                    "solopreneur",
                                    2,
                                    LocalDate.of(2028, 2, 15),
                                    true,
                                    "EUR",
                                    2,
                                    false,
                                    "35.00",
                                    0,
                                    false,
                                    null,
                                    0));
                    add(
                            http,
                            "{'effective_from': '2028-02-10', 'for_existing': false, 'currency': 'EUR', 'base_fee': '110.10'}",
                            new HandPrice(
                                    "small_business",
                                    2,
                                    LocalDate.of(2028, 2, 10),
                                    false,
                                    "EUR",
                                    2,
                                    false,
                                    "110.10",
                                    0,
                                    false,
                                    null,
                                    0));
                });
    }

    private void add(AdminClient http, String body, HandPrice price) {
        http.post("/api/v1/plans/" + price.plan() + "/prices", body).expect(201);
        byHand.add(price);
    }

    private static List<BigDecimal> graduated(long requests) {
        BigDecimal[] tiers = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
        for (long request = 1; request <= requests; request++) {
            int tier = request <= 500 ? 0 : request <= 2000 ? 1 : 2;
            tiers[tier] = tiers[tier].add(
                    new BigDecimal(List.of("0.0125", "0.01", "0.0033").get(tier)));
        }
        if (requests > 500) {
            tiers[1] = tiers[1].add(new BigDecimal("1.50"));
        }
        return List.of(cents(tiers[0]), cents(tiers[1]), cents(tiers[2]));
    }

    private static List<BigDecimal> volume(long requests) {
        BigDecimal each = new BigDecimal(requests <= 1000 ? "0.011" : "0.007");
        BigDecimal sum = LongStream.range(0, requests).mapToObj(n -> each).reduce(BigDecimal.ZERO, BigDecimal::add);
        return List.of(cents(requests > 1000 ? sum.add(new BigDecimal(2)) : sum));
    }

    private static List<BigDecimal> packages(long requests) {
        long begun = 0;
        for (long left = requests; left > 0; left -= 1000) {
            begun++;
        }
        return List.of(BigDecimal.valueOf(77 * begun));
    }

    private static BigDecimal cents(BigDecimal exact) {
        return exact.setScale(2, RoundingMode.HALF_EVEN);
    }

    /** Plans what an account will do. */
    private void plan(AdminClient http) {
        Instant begin = moment(FIRST_DAY, 46);
        agenda.computeIfAbsent(begin, none -> new ArrayList<>()).add(() -> {
            String plan = PLANS.get(random.nextInt(PLANS.size()));
            HandAccount account = new HandAccount(http.account(plan));
            accounts.add(account);
            account.billingDay = begin.atOffset(ZoneOffset.UTC).getDayOfMonth();
            account.history.add(new Since(begin, plan, true));
            settle(http, account);
        });
        // What it does then is decided by its place: it has no id yet.
        int place = (int) agenda.values().stream().flatMap(List::stream).count();
        int fate = place % 10;
        if (fate < 4) {
            at(begin, later -> changePlan(http, later, clock.instant()));
        }
        if (fate == 1 || fate == 5) {
            at(begin, account -> suspend(http, account));
        }
        if (fate == 6) {
            at(begin, account -> planDowngrade(http, account));
        }
        if (fate >= 7) {
            at(begin, account -> redeem(http, account));
        }
    }

    /** Some account that has begun, at some moment behind {@code begin}. */
    private void at(Instant begin, Consumer<HandAccount> work) {
        Instant moment = begin.plusMillis(
                1 + (long) (random.nextDouble() * Duration.ofDays(45).toMillis()));
        agenda.computeIfAbsent(moment, none -> new ArrayList<>())
                .add(() -> work.accept(accounts.get(random.nextInt(accounts.size()))));
    }

    private Instant moment(LocalDate first, int days) {
        return first.atStartOfDay().toInstant(ZoneOffset.UTC).plusMillis((long)
                (random.nextDouble() * Duration.ofDays(days).toMillis()));
    }

    private void settle(AdminClient http, HandAccount account) {
        if (random.nextInt(3) == 0) {
            account.taxPercent = new BigDecimal(List.of("19", "7", "8.875").get(random.nextInt(3)));
            http.patch(
                            "/api/v1/accounts/" + account.id + "/subscription",
                            "{'tax_percent': '" + account.taxPercent + "'}")
                    .expect(200);
        }
        if (random.nextInt(10) == 0) {
            account.credit = new BigDecimal("40.00");
            http.post(
                            "/api/v1/accounts/" + account.id + "/credits",
                            "{'currency': 'EUR', 'amount': '40.00', 'reason': 'Welcome'}")
                    .expect(201);
        }
    }

    private void redeem(AdminClient http, HandAccount account) {
        String code = random.nextBoolean() ? "THIRD" : "TENTH";
        boolean again =
                account.coupons.stream().anyMatch(coupon -> coupon.code().equals(code));
        http.post("/api/v1/accounts/" + account.id + "/subscription/coupons", "{'code': '" + code + "'}")
                .expect(again ? 409 : 200);
        if (!again) {
            boolean third = code.equals("THIRD");
            account.coupons.add(new HandCoupon(
                    code, date(clock.instant()), new BigDecimal(third ? "33.3333" : "10"), third ? 2 : 100));
        }
    }

    private void changePlan(AdminClient http, HandAccount account, Instant now) {
        Since last = account.history.get(account.history.size() - 1);
        String plan = PLANS.get(random.nextInt(PLANS.size()));
        if (endsWith.containsKey(account.id) || plan.equals(last.plan())) {
            return;
        }
        http.patch("/api/v1/accounts/" + account.id, "{'plan': '" + plan + "'}").expect(200);
        account.history.add(new Since(now, plan, last.active()));
    }

    private void suspend(AdminClient http, HandAccount account) {
        Since last = account.history.get(account.history.size() - 1);
        if (endsWith.containsKey(account.id)) {
            return;
        }
        http.patch("/api/v1/accounts/" + account.id, "{'state': '" + (last.active() ? "suspended" : "active") + "'}")
                .expect(200);
        account.history.add(new Since(clock.instant(), last.plan(), !last.active()));
    }

    private void planDowngrade(AdminClient http, HandAccount account) {
        Since last = account.history.get(account.history.size() - 1);
        if (endsWith.containsKey(account.id) || last.plan().equals("free") || !last.active()) {
            return;
        }
        LocalDate end = date(account.history.get(0).moment());
        while (!end.isAfter(date(clock.instant()))) {
            end = BillsByHand.nextPeriod(account, end);
        }
        boolean cancelled = random.nextBoolean();
        http.patch(
                        "/api/v1/accounts/" + account.id + "/subscription",
                        "{'planned': {'plan': " + (cancelled ? "null" : "'free'") + "}}")
                .expect(200);
        endsWith.put(account.id, end);
        account.history.add(
                new Since(end.atStartOfDay().toInstant(ZoneOffset.UTC), cancelled ? last.plan() : "free", !cancelled));
    }

    /** On some days, of some keys, two of which follow each other. */
    private List<DailyUsage> usage() {
        List<DailyUsage> usage = new ArrayList<>();
        for (HandAccount account : accounts) {
            for (LocalDate day = date(account.history.get(0).moment());
                    !day.isAfter(LAST_DAY);
                    day = day.plusDays(1 + random.nextInt(6))) {
                for (int key = random.nextInt(3); key >= 0; key--) {
                    long admitted = random.nextInt(4) == 0 ? random.nextInt(1_000) : random.nextInt(150);
                    String id = "key_" + account.id.substring(4, 28) + key;
                    usage.add(UsageTopic.usage(account.id, id, day, 1, admitted).toBuilder()
                            .addMeters(MeterUsage.newBuilder()
                                    .setMeter("tokens")
                                    .setWhole(admitted)
                                    .setMillionths(500_001)
                                    .setReports(1))
                            .build());
                    account.usage.computeIfAbsent(day, none -> new TreeMap<>()).put(id, admitted);
                }
            }
        }
        return usage;
    }

    private void awaitUsage(JdbcClient sql) {
        long all = accounts.stream()
                        .mapToLong(account -> account.admitted(FIRST_DAY, LAST_DAY.plusYears(1)))
                        .sum()
                - corrected;
        await().atMost(SOON)
                .until(
                        () -> sql.sql("SELECT coalesce(sum(admitted), 0)::bigint FROM account_usage_daily")
                                .query(Long.class)
                                .single(),
                        counted -> counted == all);
    }

    /** Somebody corrects what was counted of some keys on days that were not billed yet. */
    private void correct(AdminSystem system, UsageTopic ledger) {
        List<Runnable> corrections = new ArrayList<>();
        for (HandAccount account : accounts.subList(0, 100)) {
            if (account.history.get(account.history.size() - 1).active()) {
                String key = keyOfOld(system, account);
                LocalDate day = date(account.history.get(0).moment()).plusDays(random.nextInt(60));
                long requests = List.of(-300L, -120L, 75L, 2_500L).get(random.nextInt(4));
                ledger.commit(UsageTopic.usage(account.id, key, day, 1, 300));
                account.usage.computeIfAbsent(day, none -> new TreeMap<>()).put(key, 300L);
                corrections.add(() -> correct(system.http(), account, key, day, requests));
            }
        }
        awaitUsage(system.sql());
        corrections.forEach(Runnable::run);
        assertThat(corrections).hasSizeGreaterThan(50);
    }

    private static String keyOfOld(AdminSystem system, HandAccount account) {
        String key = system.http().key(account.id).text("id");
        system.sql()
                .sql("UPDATE api_keys SET created_at = '2020-01-01' WHERE id = ?")
                .param(key)
                .update();
        return key;
    }

    private void correct(AdminClient http, HandAccount account, String key, LocalDate day, long requests) {
        http.post(
                        "/api/v1/accounts/" + account.id + "/corrections",
                        "{'key_id': '" + key + "', 'day': '" + day + "', 'requests': " + requests
                                + ", 'reason': 'Counted by hand'}")
                .expect(201);
        account.usage.computeIfAbsent(day, none -> new TreeMap<>()).merge(key, requests, Long::sum);
        corrected += requests;
    }

    /** One of the two is cut off when it has written some lines of its invoices. */
    private static void failOnceIn(JdbcClient sql, int line) {
        sql.sql(
                        "CREATE SEQUENCE lines_written; GRANT USAGE ON SEQUENCE lines_written TO PUBLIC;"
                                + " CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                                + " IF nextval('lines_written') = " + line
                                + " THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$;"
                                + " CREATE TRIGGER fail_once BEFORE INSERT ON invoice_lines FOR EACH ROW EXECUTE FUNCTION fail_once()")
                .update();
    }

    private void billUntil(Instant now, AdminSystem... systems) {
        clock.set(now);
        for (AdminSystem system : systems) {
            system.bill();
        }
        await().atMost(SOON)
                .until(() -> systems[0]
                                .sql()
                                .sql("SELECT count(*) FROM billing_accounts WHERE unbilled_until <= ?")
                                .param(Date.valueOf(date(now.minus(Duration.ofHours(24)))))
                                .query(Long.class)
                                .single()
                        == 0);
    }

    /** Compares the invoices of all periods that ended. */
    private void compareAll(AdminClient http, JdbcClient sql) {
        LocalDate settled = date(clock.instant().minus(Duration.ofHours(24)));
        long invoices = 0;
        for (HandAccount account : accounts) {
            JsonNode listed = http.get("/api/v1/accounts/" + account.id + "/invoices?limit=200")
                    .expect(200)
                    .json()
                    .path("data");
            Map<String, JsonNode> found = new TreeMap<>();
            listed.forEach(invoice -> found.put(
                    invoice.path("from").asString() + " "
                            + invoice.path("currency").asString(),
                    invoice));
            BigDecimal credit = account.credit;
            LocalDate from = date(account.history.get(0).moment());
            for (LocalDate until = BillsByHand.nextPeriod(account, from);
                    !until.isAfter(settled);
                    until = BillsByHand.nextPeriod(account, from)) {
                Map<String, Bill> bills = byHand.bill(account, from, until);
                long admitted = 0;
                for (Map.Entry<String, Bill> bill : bills.entrySet()) {
                    JsonNode invoice = found.remove(from + " " + bill.getKey());
                    assertThat(invoice)
                            .as("%s from %s in %s", account.history, from, bill.getKey())
                            .isNotNull();
                    credit = credit.subtract(compare(account, from, invoice, bill.getValue(), credit));
                    assertThat(invoice.path("until").asString()).isEqualTo(until.toString());
                    admitted += invoice.path("admitted").asLong();
                    invoices++;
                }
                if (!bills.isEmpty()) {
                    assertThat(admitted).isEqualTo(account.admitted(from, until));
                }
                from = until;
            }
            assertThat(found).as(account.id).isEmpty();
        }
        // No number is missing, and none is there twice.
        assertThat(sql.sql("SELECT count(*) = max(number) AND min(number) = 1 AND count(*) = ? FROM invoices")
                        .param(invoices)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(invoices).isGreaterThan(ACCOUNTS);
        assertThat(sql.sql("SELECT last_value FROM lines_written")
                        .query(Long.class)
                        .single())
                .isGreaterThan(sql.sql("SELECT count(*) FROM invoice_lines")
                        .query(Long.class)
                        .single());
    }

    /** The credit that was taken. */
    private static BigDecimal compare(
            HandAccount account, LocalDate from, JsonNode invoice, Bill bill, BigDecimal credit) {
        int digits = invoice.path("currency").asString().equals("JPY") ? 0 : 2;
        BigDecimal subtotal = BillsByHand.afterCoupons(account, from, bill.sum().setScale(digits), digits);
        BigDecimal tax =
                subtotal.multiply(account.taxPercent).divide(new BigDecimal(100), digits, RoundingMode.HALF_EVEN);
        BigDecimal total = subtotal.add(tax);
        BigDecimal credited = digits == 0 ? BigDecimal.ZERO : total.min(credit);
        assertThat(List.of(
                        invoice.path("subtotal").asString(),
                        invoice.path("tax").asString(),
                        invoice.path("total").asString(),
                        invoice.path("due").asString()))
                .as("%s %s", account.history, invoice)
                .containsExactly(
                        subtotal.toPlainString(),
                        tax.toPlainString(),
                        total.toPlainString(),
                        total.subtract(credited).toPlainString());
        return credited;
    }

    /** Usage of a period that was billed goes on the next invoice, which says so. */
    private void usageThatComesLate(AdminSystem system, UsageTopic ledger) {
        HandAccount account = onEnterpriseAlways(Comparator.reverseOrder());
        LocalDate from = date(account.history.get(0).moment());
        LocalDate until = BillsByHand.nextPeriod(account, from);
        LocalDate settled = date(clock.instant().minus(Duration.ofHours(24)));
        while (!BillsByHand.nextPeriod(account, until).isAfter(settled)) {
            from = until;
            until = BillsByHand.nextPeriod(account, from);
        }
        BigDecimal before = usageInYen(account, from, until);
        account.usage.computeIfAbsent(from, none -> new TreeMap<>()).put("key_late", 12_345L);
        ledger.commit(UsageTopic.usage(account.id, "key_late", from, 1, 12_345));
        awaitUsage(system.sql());
        BigDecimal late = usageInYen(account, from, until).subtract(before);

        billUntil(until.plusMonths(1).plusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC), system);

        assertThatNextSettles(system.http(), account, until, from, 12_345, late);
        assertThat(late).isPositive();
    }

    /** A correction of a day that was billed long ago is settled by the next invoice. */
    private void correctionOfLongAgo(AdminSystem system) {
        HandAccount account = onEnterpriseAlways(Comparator.naturalOrder());
        LocalDate from = date(account.history.get(0).moment());
        LocalDate until = BillsByHand.nextPeriod(account, from);
        BigDecimal before = usageInYen(account, from, until);
        correct(system.http(), account, keyOfOld(system, account), from.plusDays(1), 7_000);
        BigDecimal more = usageInYen(account, from, until).subtract(before);
        LocalDate next = from;
        while (!BillsByHand.nextPeriod(account, next).isAfter(date(clock.instant()))) {
            next = BillsByHand.nextPeriod(account, next);
        }

        billUntil(
                BillsByHand.nextPeriod(account, next).plusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC), system);

        assertThat(until.plusDays(45)).as("It was long ago.").isBefore(next);
        assertThat(more).isPositive();
        assertThatNextSettles(system.http(), account, next, from, 7_000, more);
    }

    /** The first of those that came to the plan and stayed, in an order of when they came. */
    private HandAccount onEnterpriseAlways(Comparator<Instant> order) {
        return accounts.stream()
                .filter(one ->
                        one.history.size() == 1 && one.history.get(0).plan().equals("enterprise"))
                .min(Comparator.comparing(one -> one.history.get(0).moment(), order))
                .orElseThrow();
    }

    private static void assertThatNextSettles(
            AdminClient http, HandAccount account, LocalDate next, LocalDate late, long requests, BigDecimal amount) {
        JsonNode invoice = http.get("/api/v1/accounts/" + account.id + "/invoices")
                .expect(200)
                .json()
                .at("/data/0");
        assertThat(invoice.path("from").asString()).isEqualTo(next.toString());
        assertThat(invoice.path("lines"))
                .filteredOn(line -> line.path("kind").asString().equals("late_usage"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("admitted").asLong()).isEqualTo(requests);
                    assertThat(line.path("amount").asString()).isEqualTo(amount.toPlainString());
                    assertThat(line.path("begin").asString()).startsWith(late.toString());
                });
    }

    /** What the log holds makes the same rows, byte for byte, and so the same bills. */
    private void readAllAgain(AdminSystem system) throws Exception {
        List<HandAccount> some = accounts.subList(0, 50);
        JdbcClient sql = system.sql();
        Map<String, String> rows = rows(sql);
        List<String> drafts = drafts(system, some);
        sql.sql("TRUNCATE " + String.join(", ", USAGE_TABLES)).update();

        system.readUsageAgain();

        awaitUsage(sql);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(sql)).isEqualTo(rows));
        assertThat(drafts(system, some)).isEqualTo(drafts).allMatch(draft -> !draft.contains("late_usage"));
    }

    private static Map<String, String> rows(JdbcClient sql) {
        Map<String, String> rows = new TreeMap<>();
        for (String table : USAGE_TABLES) {
            rows.put(
                    table,
                    sql.sql(
                                    "SELECT count(*) || ' ' || coalesce(md5(string_agg(row::text, E'\n' ORDER BY row::text COLLATE \"C\")), '')"
                                            + " FROM " + table + " AS row")
                            .query(String.class)
                            .single());
        }
        return rows;
    }

    private static List<String> drafts(AdminSystem system, List<HandAccount> of) {
        return of.stream()
                .map(account -> system.http()
                        .get("/api/v1/accounts/" + account.id + "/invoices/draft")
                        .expect(200)
                        .body()
                        .replaceAll("\"complete_until\":\"[^\"]*\"", ""))
                .toList();
    }

    private BigDecimal usageInYen(HandAccount account, LocalDate from, LocalDate until) {
        return Objects.requireNonNull(byHand.bill(account, from, until).get("JPY"))
                .usage();
    }

    private static LocalDate date(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
