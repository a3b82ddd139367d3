package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.BackingServices;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long it takes to invoice 100,000 accounts that have each two keys in daily use. No part of the suite: its name is none that is looked
 * for. Takes some minutes and 4 GB of disk.
 *
 * <p>{@code mvn -pl key-admin -am test -Dtest=InvoicingBenchmark -Dsurefire.failIfNoSpecifiedTests=false}
 */
class InvoicingBenchmark {
    private static final int ACCOUNTS = 100_000;

    private static final String ACCOUNT_ROWS = """
            INSERT INTO accounts (id, name, plan_id, plan_assignment, state, created_at)
            SELECT 'acc_' || lpad(n::text, 26, '0'), 'Company no. ' || n,
                   (ARRAY['free', 'solopreneur', 'small_business', 'enterprise'])[1 + n % 4], 1, 'active', now() - interval '40 days'
            FROM generate_series(1, 100000) AS n
            """;

    private static final String KEYS = """
            INSERT INTO api_keys (id, account_id, lineage, name, prefix, last_four, hash, state, scopes, allowed_ips, created_at)
            SELECT 'key_' || lpad(n::text, 26, '0'), 'acc_' || lpad((1 + n % 100000)::text, 26, '0'), 'key_' || lpad(n::text, 26, '0'),
                   'Program ' || n, 'tg', right(md5(n::text), 4), sha256(n::text::bytea), 'active', '{}', '{}', now() - interval '40 days'
            FROM generate_series(0, 199999) AS n
            """;

    private static final String MONTHS = """
            SELECT ensure_usage_month(date_trunc('month', day)::date)
            FROM generate_series(current_date - 70, current_date + 31, interval '1 month') AS day
            """;

    private static final String DAILY = """
            INSERT INTO usage_daily (day, key_id, account_id, admitted, admitted_requests, refused_requests, outcomes, log_partition, log_offset)
            SELECT day, k.id, k.account_id, n, n, 0, '{}', 0, 1
            FROM api_keys k, LATERAL (SELECT day::date, (right(k.id, 4)::int * 7 + extract(doy FROM day)::int * 31) % 2000 AS n
                                      FROM generate_series(current_date - 40, current_date - 1, interval '1 day') AS day) AS d
            """;

    private static final String ACCOUNT_DAILY = """
            INSERT INTO account_usage_daily (account_id, day, keys, admitted, admitted_requests, refused_requests)
            SELECT account_id, day, count(*), sum(admitted), sum(admitted), 0 FROM usage_daily GROUP BY 1, 2
            """;

    private static final String PRICES = """
            INSERT INTO plan_prices (plan_id, version, effective_from, for_existing, terms, at)
            SELECT plan, 1, '2020-01-01', true, ('{"currency": "EUR", "interval": "month", "base_fee": "' || fee || '", "trial_days": 0,'
                   || '"included_per": "key", "included_per_day": ' || included || ', "overage": {"model": "graduated", "tiers":'
                   || '[{"up_to": 10000, "unit_price": "0.001", "flat_price": "0"}, {"unit_price": "0.0005", "flat_price": "1.00"}]}}')::jsonb,
                   now()
            FROM (VALUES ('free', '0.00', 100), ('solopreneur', '29.00', 1000), ('small_business', '99.00', 1500),
                         ('enterprise', '990.00', 0)) AS p (plan, fee, included)
            """;

    private static final String SUBSCRIPTIONS = """
            INSERT INTO subscriptions (account_id, since, plan_id, in_force) SELECT id, created_at, plan_id, true FROM accounts
            """;

    private static final String BILLED = """
            INSERT INTO billing_accounts (account_id, anchor, tax_percent, unbilled_from, unbilled_until)
            SELECT id, created_at::date, 19, created_at::date, created_at::date + interval '1 month' FROM accounts
            """;

    @Test
    void shouldMeasure() {
        try (AdminSystem system = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase())
                .whenReady()) {
            system.stopBilling();
            JdbcClient sql = system.sql();
            for (String statement : List.of(ACCOUNT_ROWS, KEYS, DAILY, ACCOUNT_DAILY, PRICES, SUBSCRIPTIONS, BILLED)) {
                if (statement.equals(DAILY)) {
                    sql.sql(MONTHS).query().listOfRows();
                }
                sql.sql(statement).update();
            }
            sql.sql("VACUUM ANALYZE").update();

            long start = System.nanoTime();
            system.bill();
            await().pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofMinutes(30))
                    .until(() -> sql.sql("SELECT count(*) FROM invoices")
                                    .query(Long.class)
                                    .single()
                            == ACCOUNTS);
            double seconds = (System.nanoTime() - start) / 1e9;

            System.out.printf(
                    Locale.ENGLISH,
                    "%n%,d invoices of %,d rows of usage in %.1f s%n%s%n",
                    ACCOUNTS,
                    sql.sql("SELECT count(*) FROM usage_daily")
                            .query(Long.class)
                            .single(),
                    seconds,
                    sql.sql(
                                    "SELECT kind, count(*), sum(admitted) AS admitted, sum(amount) AS amount FROM invoice_lines GROUP BY kind")
                            .query()
                            .listOfRows());
            assertThat(sql.sql("SELECT max(number) FROM invoices")
                            .query(Long.class)
                            .single())
                    .isEqualTo(ACCOUNTS);
            assertThat(sql.sql("SELECT sum(admitted) FROM invoices")
                            .query(Long.class)
                            .single())
                    .isEqualTo(sql.sql(
                                    "SELECT sum(u.admitted) FROM account_usage_daily u JOIN invoices i ON i.account_id = u.account_id"
                                            + " AND u.day >= i.period_from AND u.day < i.period_until")
                            .query(Long.class)
                            .single());
        }
    }

    /** One invoice of an account that has 33,334 keys in use on each of 30 days. */
    @Test
    void shouldMeasureAMillionRowsOfOneInvoice() {
        try (AdminSystem system = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase())
                .whenReady()) {
            JdbcClient sql = system.sql();
            String account = system.http().account("enterprise");
            sql.sql(PRICES).update();
            sql.sql("UPDATE subscriptions SET since = since - interval '40 days'")
                    .update();
            sql.sql("UPDATE billing_accounts SET anchor = current_date - 30, unbilled_from = current_date - 30,"
                            + " unbilled_until = current_date + 1")
                    .update();
            sql.sql(KEYS.replace("'acc_' || lpad((1 + n % 100000)::text, 26, '0')", "'" + account + "'")
                            .replace("199999", "33333"))
                    .update();
            sql.sql(MONTHS).query().listOfRows();
            sql.sql(DAILY.replace("current_date - 40", "current_date - 30")).update();
            sql.sql(ACCOUNT_DAILY).update();
            sql.sql("VACUUM ANALYZE").update();

            for (int round = 0; round < 5; round++) {
                long start = System.nanoTime();
                String draft = system.http()
                        .get("/api/v1/accounts/" + account + "/invoices/draft")
                        .expect(200)
                        .json()
                        .at("/data/0/admitted")
                        .asString();
                System.out.printf(
                        Locale.ENGLISH,
                        "A draft of %,d rows, %s requests, in %.2f s%n",
                        sql.sql("SELECT count(*) FROM usage_daily")
                                .query(Long.class)
                                .single(),
                        draft,
                        (System.nanoTime() - start) / 1e9);
            }
        }
    }
}
