package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long the server takes for a page where there are 1,000,000 keys, of which 10,000 were used on each of 400 days. No part of
 * the suite: its name is none that is looked for. Takes twelve minutes and 5 GB of disk.
 *
 * <p>{@code mvn -pl key-admin -am test -Dtest=PagesBenchmark -Dsurefire.failIfNoSpecifiedTests=false}
 */
class PagesBenchmark {
    /** A server that has just started is no measure of one that runs: its code is not compiled yet. */
    private static final int WARM_UP = 100;

    private static final int MEASURED = 40;
    private static final int PLANS_SHOWN = 10;
    private static final Pattern PLAN = Pattern.compile(
            "duration: (?<millis>[0-9.]+) ms  plan:\\s+Query Text: (?<query>.*?)\\n(?<plan>[A-Z][^\\n]*cost=.*)",
            Pattern.DOTALL);

    private static final String ACCOUNTS = """
            INSERT INTO accounts (id, name, plan_id, plan_assignment, state, created_at)
            SELECT 'acc_' || lpad(n::text, 26, '0'), 'Company no. ' || n,
                   (ARRAY['free', 'solopreneur', 'small_business', 'enterprise'])[1 + n % 4], 1, 'active', now() - interval '400 days'
            FROM generate_series(0, 89999) AS n
            """;

    /** The first account has 100,000 keys, each other one ten. */
    private static final String KEYS = """
            INSERT INTO api_keys (id, account_id, lineage, name, prefix, last_four, hash, state, scopes, allowed_ips, created_at,
                                  expires_at)
            SELECT 'key_' || lpad(n::text, 26, '0'),
                   'acc_' || lpad((CASE WHEN n < 100000 THEN 0 ELSE (n - 100000) / 10 END)::text, 26, '0'),
                   'key_' || lpad(n::text, 26, '0'), 'Program ' || n, 'tg' || substr(md5(n::text), 1, 6),
                   substr(md5(n::text), 28, 4), sha256(n::text::bytea),
                   CASE WHEN n % 20 = 7 THEN 'revoked' ELSE 'active' END, '{}', '{}', now() - interval '400 days',
                   CASE WHEN n % 5 = 0 THEN now() + interval '90 days' END
            FROM generate_series(0, 999999) AS n
            """;

    private static final String MONTHS = """
            SELECT ensure_usage_month(date_trunc('month', day)::date)
            FROM generate_series(current_date - 400, current_date + 31, interval '1 month') AS day
            """;

    private static final String DAILY = """
            INSERT INTO usage_daily (day, key_id, account_id, admitted, admitted_requests, refused_requests, outcomes, last_used_at,
                                     log_partition, log_offset)
            SELECT day, k.id, k.account_id, n, n, n % 7, jsonb_build_object('admitted', n, 'quota_exceeded', n % 7), day, 0, 1
            FROM (SELECT id, account_id FROM api_keys WHERE right(id, 2) = '01') AS k,
                 LATERAL (SELECT day::date, (50 + right(k.id, 5)::int + extract(doy FROM day)::int * 7) % 900 AS n
                          FROM generate_series(current_date - 399, current_date, interval '1 day') AS day) AS d
            """;

    private static final String HOURLY = """
            INSERT INTO usage_hourly (day, hour, key_id, account_id, admitted, admitted_requests, refused_requests)
            SELECT day, hour, key_id, account_id, admitted / 8, admitted / 8, refused_requests / 8
            FROM usage_daily, generate_series(8, 15) AS hour WHERE day > current_date - 35
            """;

    private static final String ROUTES = """
            INSERT INTO usage_routes (day, key_id, account_id, route, admitted, admitted_requests, refused_requests)
            SELECT day, key_id, account_id, route, admitted / 2, admitted / 2, refused_requests / 2
            FROM usage_daily, unnest(ARRAY['GET /orders/{}', 'POST /orders']) AS route
            """;

    private static final String TOTALS = """
            INSERT INTO key_usage (key_id, usage_count, last_used_at)
            SELECT key_id, sum(admitted), max(last_used_at) FROM usage_daily GROUP BY key_id
            """;

    /** What the migration says of rows that were there before it. */
    private static List<String> addedUp() {
        try (InputStream migration =
                PagesBenchmark.class.getResourceAsStream("/db/key-admin/V16__usage_added_up.sql")) {
            String text = new String(Objects.requireNonNull(migration).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(";"))
                    .map(String::strip)
                    .filter(part -> part.startsWith("INSERT"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldMeasurePages() {
        Database database = BackingServices.shared().newDatabase();
        try (AdminSystem system = AdminSystem.start(BackingServices.shared().kafkaBootstrapServers(), database)
                .whenReady()) {
            fill(system.sql());
            Browser owner = new People(system.http()).signedIn("owner", null);
            System.out.printf(Locale.ENGLISH, "%n%-28s %9s %9s %9s%n", "page", "median ms", "p95 ms", "max ms");
            pages().forEach((name, path) -> measure(owner, name, path));
        }
        showPlans(database);
    }

    /** Opens each page once more, where the database says with each statement how it went about it. */
    private static void showPlans(Database database) {
        String explaining = database.url() + (database.url().contains("?") ? "&" : "?") + "options="
                + URLEncoder.encode(
                        "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0"
                                + " -c auto_explain.log_analyze=on -c auto_explain.log_buffers=on"
                                + " -c auto_explain.log_level=notice",
                        StandardCharsets.UTF_8);
        // The owner of the database is a superuser here: others may not load that.
        Database asOwner =
                new Database(explaining, database.user(), database.password(), database.user(), database.password());
        Logger said = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        ListAppender<ILoggingEvent> plans = new ListAppender<>();
        try (AdminSystem system = AdminSystem.start(BackingServices.shared().kafkaBootstrapServers(), asOwner)
                .whenReady()) {
            Browser owner = new People(system.http()).signedIn("owner", null);
            pages().values().forEach(owner::open);
            plans.start();
            said.addAppender(plans);
            said.setLevel(Level.DEBUG);
            said.setAdditive(false);
            pages().values().forEach(owner::open);
        } finally {
            said.detachAppender(plans);
            said.setAdditive(true);
            said.setLevel(null);
        }
        Map<String, Matcher> slowest = new HashMap<>();
        for (ILoggingEvent event : plans.list) {
            Matcher plan = PLAN.matcher(event.getFormattedMessage());
            if (plan.find()) {
                slowest.merge(plan.group("query"), plan, (one, other) -> millis(one) < millis(other) ? other : one);
            }
        }
        assertThat(slowest).hasSizeGreaterThan(PLANS_SHOWN);
        slowest.values().stream()
                .sorted(Comparator.comparingDouble(PagesBenchmark::millis).reversed())
                .limit(PLANS_SHOWN)
                .forEach(plan -> System.out.printf(
                        Locale.ENGLISH, "%n%.1f ms: %s%n%s%n", millis(plan), plan.group("query"), plan.group("plan")));
    }

    private static double millis(Matcher plan) {
        return Double.parseDouble(plan.group("millis"));
    }

    private static Map<String, String> pages() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String large = "/accounts/acc_" + "0".repeat(26);
        String usual = "/accounts/acc_" + String.format(Locale.ROOT, "%026d", 500);
        String key = "key_" + String.format(Locale.ROOT, "%026d", 105_001);
        String year = "from=" + today.minusDays(364) + "&to=" + today;
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("accounts", "/accounts");
        pages.put("accounts, search", "/accounts?search=no.%2089999");
        pages.put("keys of 10", usual + "/keys");
        pages.put("keys of 100,000", large + "/keys");
        pages.put("keys of 100,000, search", large + "/keys?search=Program%2099999");
        pages.put("keys of 100,000, state", large + "/keys?state=revoked");
        pages.put("keys of 100,000, finding", large + "/keys?finding=never_used");
        pages.put("usage, 30 days", usual + "/usage");
        pages.put("usage, a day by hour", usual + "/usage?by=hour&from=" + today + "&to=" + today);
        pages.put("usage, a year", usual + "/usage?by=month&" + year);
        pages.put("usage of a key, a year", usual + "/usage?by=day&key=" + key + "&" + year);
        pages.put("usage of 1,000 keys, 30 d", large + "/usage");
        pages.put("usage of 1,000 keys, a year", large + "/usage?by=month&" + year);
        pages.put("operations", "/operations");
        pages.put("plans", "/plans");
        pages.put("people", "/people");
        pages.put("audit", "/audit");
        return pages;
    }

    private static void measure(Browser owner, String name, String path) {
        for (int i = 0; i < WARM_UP; i++) {
            assertThat(owner.open(path).status()).as(path).isEqualTo(200);
        }
        double[] millis = new double[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            long start = System.nanoTime();
            owner.open(path);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ENGLISH,
                "%-28s %9.1f %9.1f %9.1f%n",
                name,
                millis[MEASURED / 2],
                millis[MEASURED * 95 / 100],
                millis[MEASURED - 1]);
    }

    private static void fill(JdbcClient sql) {
        List<String> statements = new ArrayList<>(List.of(ACCOUNTS, KEYS, MONTHS, DAILY, HOURLY, ROUTES, TOTALS));
        statements.addAll(addedUp());
        for (String statement : statements) {
            long start = System.nanoTime();
            if (statement.startsWith("SELECT")) {
                sql.sql(statement).query().listOfRows();
            } else {
                sql.sql(statement).update();
            }
            System.out.printf(
                    Locale.ENGLISH,
                    "%5.1f s %s%n",
                    (System.nanoTime() - start) / 1e9,
                    statement.strip().lines().findFirst().orElse(""));
        }
        sql.sql("VACUUM ANALYZE").update();
        assertThat(sql.sql("SELECT count(*) FROM usage_daily").query(Long.class).single())
                .isEqualTo(4_000_000);
    }
}
