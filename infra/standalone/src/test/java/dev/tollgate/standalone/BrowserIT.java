package dev.tollgate.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.tollgate.client.AccountsApi;
import dev.tollgate.client.ApiClient;
import dev.tollgate.client.KeysApi;
import dev.tollgate.client.NewAccount;
import dev.tollgate.client.NewKey;
import dev.tollgate.client.NewPlan;
import dev.tollgate.client.NewUser;
import dev.tollgate.client.PeopleApi;
import dev.tollgate.client.PlansApi;
import dev.tollgate.client.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, in a browser, of all of Tollgate as {@code ./tollgate up} starts it. */
class BrowserIT {
    private static final String ADMIN_TOKEN = "a-token-of-the-browser-tests";
    private static final String PASSWORD = "a sentence is easy to remember";
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final long FIRST_VIEW_BYTES_MAX = 200_000;
    private static final int WIDE = 1_280;
    private static final int NARROW = 390;
    private static final int HEIGHT = 860;

    @TempDir
    static Path folder;

    private static Map<String, String> environment;
    private static TollgateProcess tollgate;
    private static ApiClient admin;
    private static Playwright playwright;
    private static Browser browser;
    private static String site;
    private static int people;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    /** A busy machine counts slowly, and starts slowly. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
        Path chromium = Programs.require("chromium", "chromium-browser", "google-chrome");
        environment = TollgateProcess.environment(folder.resolve(".tollgate"));
        environment.put("TOLLGATE_ADMIN_TOKEN", ADMIN_TOKEN);
        tollgate = TollgateProcess.standalone(folder, environment);
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox")));
        tollgate.awaitBanner();
        site = "http://127.0.0.1:" + environment.get("KEY_ADMIN_PORT");
        admin = new ApiClient();
        admin.updateBaseUri(site);
        admin.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + ADMIN_TOKEN));
        makeTheFirstOwner();
    }

    /** As whoever has just started it would. */
    private static void makeTheFirstOwner() {
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            page.navigate(site);
            page.getByLabel("Admin token").fill(ADMIN_TOKEN);
            page.getByLabel("Your name").fill("Ada Lovelace");
            page.getByLabel("Your e-mail").fill("ada@example.com");
            page.getByLabel("A password of your own").fill(PASSWORD);
            button(page, "Start").click();
            assertThat(page.getByRole(AriaRole.HEADING, named("Accounts"))).isVisible();
            assertThat(page.getByText("Demo, Free")).isVisible();
        }
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (tollgate != null) {
            tollgate.close();
        }
    }

    @BeforeEach
    void openABrowser() {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDE, HEIGHT));
        context.setDefaultTimeout((double) PATIENCE.toMillis());
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void closeTheBrowser() {
        context.close();
    }

    @Test
    void shouldTakeAMemberFromAnInvitationToAMeteredCall() throws Exception {
        String account = account("Workflows Ltd", "free");
        signInAs(Role.MEMBER, account);
        assertThat(page.getByText("No API key yet")).isVisible();

        link("Generate New Key").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Workflow Integration");
        button(page, "Generate").click();
        assertThat(page.getByText("It is shown only this once")).isVisible();
        String curl = page.locator("#code-curl").textContent();
        awaitKnown(page.locator("#secret").textContent());
        link("Done").click();
        Locator row =
                page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Workflow Integration"));

        try (Terminal terminal = Terminal.in(folder)) {
            assertThat(terminal.paste(curl)).contains("HTTP/1.1 200", "\"usage_today\":1");
        }

        // By itself.
        assertThat(row).containsText("1 of 100");
        assertThat(row).not().containsText("never");
        assertThat(page.content()).doesNotContain(curl.substring(curl.indexOf("Bearer ") + 7, curl.length() - 1));
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldRotateAndRevokeAKeyThatIsInUse() throws Exception {
        String account = account("Rotators Ltd", "solopreneur");
        String old = new KeysApi(admin)
                .createKey(account, new NewKey().name("Server"), null)
                .getKey();
        use(old, 1);
        signInAs(Role.MEMBER, account);
        assertThat(page.getByText("1 of 1,000")).isVisible();

        link("Rotate Server").click();
        page.getByLabel("The old key").selectOption("3600");
        button(page, "Rotate").click();
        String next = page.locator("#secret").textContent();
        link("Done").click();
        assertThat(page.getByText("replaced, until")).isVisible();
        awaitKnown(next);
        assertThat(status(old)).isEqualTo(200);
        assertThat(status(next)).isEqualTo(200);
        // They are one quota.
        assertThat(page.getByText("3 of 1,000")).hasCount(2);

        link("Revoke Server").last().click();
        assertThat(page.getByText("It is in use:")).isVisible();
        button(page, "Revoke it").click();
        assertThat(page.locator("dialog")).isHidden();
        assertThat(page.locator("td .badge.revoked")).hasCount(1);
        await().atMost(PATIENCE).until(() -> status(old) == 401);

        button(page, "Disable Server").click();
        assertThat(page.locator("td .badge.disabled")).hasCount(1);
        await().atMost(PATIENCE).until(() -> status(next) == 401);
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"javascript,first-call.mjs,node", "python,first_call.py,python3", "java,FirstCall.java,java"})
    void shouldShowFirstCallsThatRunAsTheyAre(String language, String file, String program) throws Exception {
        signInAs(Role.MEMBER, account("Callers Ltd", "free"));
        link("Generate New Key").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(language);
        button(page, "Generate").click();
        page.locator("#tab-" + language).click();
        assertThat(page.locator("#code-" + language)).isVisible();
        String code = page.locator("#code-" + language).textContent();

        awaitKnown(page.locator("#secret").textContent());
        Path script = Files.createTempDirectory(folder, "call").resolve(file);
        Files.writeString(script, code);
        Process call = new ProcessBuilder(Programs.require(program).toString(), script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(call.waitFor()).as(output).isZero();
        assertThat(output).startsWith("200").contains("usage_today");
    }

    @Test
    void shouldShowUsageAsItGrows() throws Exception {
        String account = account("Growing Ltd", "free");
        String key = new KeysApi(admin)
                .createKey(account, new NewKey().name("Server"), null)
                .getKey();
        signInAs(Role.MEMBER, account);
        link("Usage").first().click();
        assertThat(page.locator("#today")).hasText("0");

        use(key, 100);
        assertThat(status(key)).isEqualTo(429);

        assertThat(page.locator("#today")).hasText("100");
        assertThat(page.locator("#figures")).containsText("Quota exceeded");
        Locator next = page.locator(".card").filter(new Locator.FilterOptions().setHasText("Used up next"));
        assertThat(next).containsText("until midnight UTC");
        next.getByRole(AriaRole.LINK).click();
        assertThat(page.getByText("used up until midnight UTC")).isVisible();
        assertThat(page).hasURL(Pattern.compile(".*key=key_.*"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldTellAnAdminWhoIsOverTheirQuotaAndWhyARequestWasRefused() throws Exception {
        String account = account("Curious Ltd", "free");
        String key = new KeysApi(admin)
                .createKey(account, new NewKey().name("Batch"), null)
                .getKey();
        use(key, 100);
        assertThat(status(key)).isEqualTo(429);
        signInAs(Role.ADMIN, null);

        link("Operations").click();
        assertThat(page.getByText("can be trusted")).isVisible();
        assertThat(page.getByText("alive")).isVisible();
        Locator quota = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText("Curious Ltd").setHasText("of 100"));
        // By itself.
        assertThat(quota).containsText("used up");
        page.navigate(site + "/accounts/" + account + "/decisions");
        page.getByLabel("Key").selectOption(keyOf(account));
        button(page, "Look it up").click();

        assertThat(page.getByText("The day's quota was used up: 100 of 100 were counted."))
                .isVisible();
        assertThat(page.locator("td .badge.revoked")).hasText("429");
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldPriceAPlanAndShowWhatItComesTo() throws Exception {
        new PlansApi(admin).createPlan(new NewPlan().id("priced").name("Priced").dailyLimit(1_000L), null);
        signInAs(Role.OWNER, null);
        link("Plans").click();
        link("Prices of Priced").click();
        page.getByLabel("From the UTC day").fill(today());
        page.getByLabel("Currency").fill("EUR");
        page.getByLabel("Base fee").fill("29.00");
        page.getByLabel("On each UTC day").fill("2");
        page.getByLabel("Model").selectOption("graduated");
        page.getByLabel("Tiers").fill("- 0.5");
        button(page, "Add it").click();
        assertThat(page.getByText("EUR 29.00 a month")).isVisible();
        look("prices");

        String account = account("Billed Ltd", "priced");
        String key = new KeysApi(admin)
                .createKey(account, new NewKey().name("Server"), null)
                .getKey();
        use(key, 5);
        page.navigate(site + "/accounts/" + account + "/billing");
        await().atMost(PATIENCE).until(() -> {
            page.reload();
            return page.getByText("3 × 0.5").isVisible();
        });
        page.getByLabel("Tax in percent").fill("19");
        page.getByLabel("When this period ends").selectOption("free");
        button(page, "Save").click();
        assertThat(page.getByText("When it ends, the plan becomes free.")).isVisible();
        assertThat(page.getByText("Tax, 19 %")).isVisible();
        look("billing");
        page.getByLabel("by day and key").last().click();
        assertThat(page.locator("#today")).hasText("5");
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldTakeACouponAndACorrectionToAnInvoice() throws Exception {
        new PlansApi(admin).createPlan(new NewPlan().id("billed").name("Billed").dailyLimit(1_000L), null);
        String account = account("Invoiced Ltd", "billed");
        String key = new KeysApi(admin)
                .createKey(account, new NewKey().name("Server"), null)
                .getId();
        signInAs(Role.OWNER, null);
        page.navigate(site + "/plans");
        link("Coupons").click();
        page.getByLabel("Code").fill("QUARTER");
        page.getByLabel("Percent off").fill("25");
        button(page, "Add it").click();
        assertThat(page.getByText("all periods that follow")).isVisible();
        look("coupons");
        page.navigate(site + "/accounts/" + account + "/billing");
        page.getByText("Redeem a coupon").click();
        page.getByLabel("Code").fill("QUARTER");
        button(page, "Redeem it").click();
        assertThat(page.getByText("Coupon QUARTER: 25 % off periods from")).isVisible();

        inDatabase("UPDATE api_keys SET created_at = created_at - interval '4 months' WHERE account_id = '" + account
                + "'");
        String day = LocalDate.now(ZoneOffset.UTC).minusDays(100).toString();
        page.navigate(site + "/accounts/" + account + "/usage?from=" + day + "&to=" + day);
        page.getByText("Correct a day").click();
        page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill(key);
        page.getByLabel("Requests more than were counted").fill("7");
        page.getByLabel("Reason").fill("Counted by hand");
        button(page, "Correct it").click();
        assertThat(page.getByText("Counted by hand")).isVisible();
        look("usage-corrected");

        beginLongAgo(account);
        page.navigate(site + "/accounts/" + account + "/billing");
        Locator invoices = page.locator("a[href*='/invoices/']");
        await().atMost(PATIENCE).until(() -> {
            page.reload();
            return invoices.count() == 3;
        });
        invoices.last().click();
        assertThat(page.getByText("Billed: included requests")).isVisible();
        assertThat(page.getByText("Coupon QUARTER: 25 % off the lines above")).isVisible();
        look("invoice");
        page.getByLabel("by day and key").first().click();
        assertThat(page.getByText("Counted by hand")).isVisible();
        assertThat(complaints).isEmpty();
    }

    /** As if the account, its coupon and its plan's price had been there for four months. */
    private static void beginLongAgo(String account) throws Exception {
        inDatabase(
                "INSERT INTO plan_prices (plan_id, version, effective_from, for_existing, terms, at) VALUES ('billed', 1,"
                        + " '2020-01-01', true, '{\"currency\": \"EUR\", \"interval\": \"month\", \"base_fee\": \"29.00\","
                        + " \"included_per\": \"key\", \"trial_days\": 0}', now())",
                "UPDATE subscriptions SET since = since - interval '4 months' WHERE account_id = '" + account + "'",
                "UPDATE redemptions SET from_day = from_day - interval '4 months' WHERE account_id = '" + account + "'",
                "UPDATE billing_accounts SET anchor = anchor - interval '4 months', unbilled_from = unbilled_from - interval"
                        + " '4 months', unbilled_until = anchor - interval '3 months' WHERE account_id = '" + account
                        + "'");
    }

    /** All or nothing: somebody bills meanwhile. */
    private static void inDatabase(String... statements) throws Exception {
        String password = Files.readString(folder.resolve(".tollgate/postgresql/password"))
                .strip();
        try (Connection database = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + environment.get("POSTGRES_PORT") + "/tollgate",
                        "tollgate",
                        password);
                Statement batch = database.createStatement()) {
            database.setAutoCommit(false);
            for (String statement : statements) {
                batch.addBatch(statement);
            }
            batch.executeBatch();
            database.commit();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldShowEachRoleWhatItMay(Role role) throws Exception {
        String account = account("Customers Ltd", "free");
        new KeysApi(admin).createKey(account, new NewKey().name("Server"), null);
        signInAs(role, role == Role.MEMBER ? account : null);

        boolean member = role == Role.MEMBER;
        assertThat(page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
                        .getByText("Accounts"))
                .hasCount(member ? 0 : 1);
        Response keys = page.navigate(site + "/accounts/" + account + "/keys");
        if (role == Role.BILLING) {
            assertThat(keys.status()).isEqualTo(403);
            assertThat(page.getByText("You need the right keys:read")).isVisible();
            page.navigate(site + "/accounts/" + account + "/usage");
            assertThat(link("API keys")).hasCount(0);
        } else {
            int buttons = role == Role.VIEWER ? 0 : 1;
            assertThat(link("Generate New Key")).hasCount(buttons);
            assertThat(link("Revoke Server")).hasCount(buttons);
        }
        page.navigate(site + "/accounts");
        assertThat(link("New account")).hasCount(role == Role.OWNER || role == Role.ADMIN ? 1 : 0);
    }

    @Test
    void shouldNotLoseAClickWhenTheListIsShownAnewMeanwhile() throws Exception {
        String account = account("Clickers Ltd", "free");
        new KeysApi(admin).createKey(account, new NewKey().name("Server"), null);
        signInAs(Role.MEMBER, account);

        link("Rotate Server").hover();
        page.mouse().down();
        page.evaluate("new Promise(done => {"
                + " document.addEventListener('htmx:afterRequest', () => done(), {once: true});"
                + " htmx.trigger(document.body, 'news'); })");
        page.mouse().up();

        assertThat(page.locator("dialog")).isVisible();
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldShutNobodyOut() throws Exception {
        String account = account("Seen Ltd", "free");
        for (String name : List.of("Shop", "Warehouse")) {
            String key = new KeysApi(admin)
                    .createKey(account, new NewKey().name(name), null)
                    .getKey();
            use(key, 12);
        }
        page.navigate(site + "/signin");
        look("signin");
        page.navigate(site + "/invitation");
        look("invitation");
        signInAs(Role.OWNER, null);
        look("accounts");
        page.navigate(site + "/accounts/new");
        look("account-new");
        page.navigate(site + "/accounts/" + account + "/keys");
        assertThat(page.getByText("12 of 100")).hasCount(2);
        look("keys");
        link("Rotate Shop").click();
        assertThat(page.locator("dialog")).isVisible();
        look("key-rotate");
        link("Cancel").click();
        link("Revoke Shop").click();
        assertThat(page.locator("dialog")).isVisible();
        look("key-revoke");
        link("Keep it").click();
        link("Generate New Key").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("n8n Integration");
        look("key-new");
        button(page, "Generate").click();
        assertThat(page.locator("#secret")).isVisible();
        look("key-made");
        page.navigate(site + "/accounts/" + account + "/usage?by=hour&from=" + today() + "&to=" + today());
        look("usage");
        page.navigate(site + "/accounts/" + account + "/decisions?all=yes&key=" + keyOf(account));
        assertThat(page.locator("td .badge.active")).hasCount(12);
        look("decisions");
        page.navigate(site + "/accounts/" + account + "/settings");
        look("account-settings");
        page.navigate(site + "/operations");
        assertThat(page.getByText("alive")).isVisible();
        look("operations");
        page.navigate(site + "/plans");
        look("plans");
        new PlansApi(admin).createPlan(new NewPlan().id("edited").name("Edited").dailyLimit(1_000L), null);
        page.navigate(site + "/plans/edited/edit");
        page.getByLabel("Requests a UTC day").fill("500");
        page.getByLabel("From the UTC day").fill("2090-01-01");
        page.locator("select[name=whom]").selectOption("newcomers");
        button(page, "What would change?").click();
        assertThat(page.getByText("From 2090-01-01, for those that come to it then; 0 keep what they have."))
                .isVisible();
        look("plan-difference");
        button(page, "Save").click();
        link("Change Edited").click();
        assertThat(page.getByText("those that come then")).isVisible();
        look("plan");
        page.navigate(site + "/alerts");
        look("alerts");
        page.navigate(site + "/webhooks");
        page.getByLabel("URL").fill("https://receiver.example/hook");
        look("webhooks");
        button(page, "Add it").click();
        assertThat(page.locator("#secret")).containsText("whsec_");
        link("Done").click();
        button(page, "Send a test").click();
        assertThat(page.getByText("webhook.test")).isVisible();
        look("webhook");
        page.navigate(site + "/people");
        look("people");
        link("Invite somebody").click();
        page.getByLabel("E-mail").fill("grace" + people++ + "@example.com");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Grace Hopper");
        page.getByLabel("Role").selectOption("viewer");
        look("person");
        button(page, "Make an invitation").click();
        assertThat(page.locator("#secret")).isVisible();
        look("invited");
        page.navigate(site + "/audit?object=" + account);
        look("audit");
        link("Is the log whole?").click();
        look("audit-seal");
        page.navigate(site + "/nothing");
        look("problem");
    }

    /** Leaves pictures of the page in both colours and both widths, and finds out what keeps people from using it. */
    private void look(String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : List.of(NARROW, WIDE)) {
                page.setViewportSize(width, HEIGHT);
                look(
                        name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-"
                                + (width > NARROW ? "wide" : "narrow"),
                        width);
            }
        }
    }

    private void look(String name, int width) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
        assertThat(page.evaluate("[innerWidth, document.documentElement.scrollWidth <= innerWidth]"))
                .as("%s fits", name)
                .isEqualTo(List.of(width, true));
        assertThat(page.evaluate("innerWidth > 640 || [...document.querySelectorAll('.scroll:has(.stack)')]"
                        + ".every(list => list.scrollWidth <= list.clientWidth)"))
                .as("lists of %s fit", name)
                .isEqualTo(true);
        List<Rule> violations = new AxeBuilder(page)
                // In this page alone, which has no frames, and not in another that is opened for it: a tenth of the
                // time.
                .setLegacyMode(true)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                .analyze()
                .getViolations();
        assertThat(violations)
                .as(name)
                .extracting(rule -> rule.getId() + " " + rule.getNodes())
                .isEmpty();
    }

    @Test
    void shouldBeUsableByTheKeyboardAlone() throws Exception {
        signInAs(Role.MEMBER, account("Typists Ltd", "free"));

        tabTo("Generate New Key");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        page.keyboard().type("By keyboard");
        page.keyboard().press("Enter");
        assertThat(button(page, "Copy key")).isFocused();
        tabTo("curl");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#code-javascript")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).isHidden();
        assertThat(page.getByText("By keyboard")).isVisible();
        tabTo("Revoke");
        page.keyboard().press("Enter");
        assertThat(link("Keep it")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog")).isHidden();
    }

    private void tabTo(String text) {
        for (int tabs = 0; tabs < 30; tabs++) {
            page.keyboard().press("Tab");
            if (text.equals(page.evaluate("document.activeElement.textContent.trim()"))) {
                return;
            }
        }
        throw new AssertionError("No number of tabs leads to " + text);
    }

    @Test
    void shouldBringSomebodyWhoseSessionIsOverBackToWhereTheyWere() throws Exception {
        String email = signInAs(Role.MEMBER, account("Sleepers Ltd", "free"));
        String list = page.url();
        forget("tollgate_session");

        link("Generate New Key").click();
        assertThat(page.getByRole(AriaRole.HEADING, named("Sign in"))).isVisible();
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password").fill(PASSWORD);
        button(page, "Sign in").click();

        assertThat(page).hasURL(list);
    }

    @Test
    void shouldSayThatAPageIsTooOld() throws Exception {
        signInAs(Role.MEMBER, account("Forgetters Ltd", "free"));
        link("Generate New Key").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Late");
        forget("XSRF-TOKEN");

        button(page, "Generate").click();

        assertThat(page.getByText("This page is too old: load it anew")).isVisible();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayThatTheServerIsAwayOrSlow(boolean away) throws Exception {
        signInAs(Role.MEMBER, account("Waiters Ltd", "free"));
        link("Generate New Key").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Late");
        if (!away) {
            page.evaluate("htmx.config.timeout = 300");
        }
        page.route("**/keys", route -> {
            if (away) {
                route.abort();
            }
        });

        button(page, "Generate").click();

        assertThat(page.getByText(away ? "The server cannot be reached." : "The server takes too long to answer."))
                .isVisible();
    }

    @Test
    void shouldBeThereWithFewBytesAndAskNobodyElse() throws Exception {
        String account = account("Frugal Ltd", "free");
        signInAs(Role.OWNER, null);
        context.clearCookies(new BrowserContext.ClearCookiesOptions().setName("none"));
        AtomicLong bytes = new AtomicLong();
        Page fresh = context.newPage();
        fresh.onRequestFinished(request -> {
            assertThat(request.url()).startsWith(site);
            bytes.addAndGet(request.sizes().responseBodySize + request.sizes().responseHeadersSize);
        });

        fresh.navigate(site + "/accounts/" + account + "/usage");
        assertThat(fresh.locator("#today")).isVisible();

        assertThat(bytes.get()).isPositive().isLessThan(FIRST_VIEW_BYTES_MAX);
    }

    /** Somebody new with that role, who chooses a password by an invitation; their address. */
    private String signInAs(Role role, @Nullable String account) throws Exception {
        people++;
        String email = "person-" + people + "@example.com";
        String invitation = new PeopleApi(admin)
                .createUser(
                        new NewUser()
                                .email(email)
                                .name("Grace Hopper")
                                .role(role)
                                .accountId(account),
                        null)
                .getInvitation();
        page.navigate(site + "/invitation#" + invitation);
        page.getByLabel("New password").fill(PASSWORD);
        button(page, "Save and sign in").click();
        assertThat(button(page, "Sign out")).isVisible();
        return email;
    }

    private void forget(String cookie) {
        List<Cookie> others = context.cookies().stream()
                .filter(kept -> !kept.name.equals(cookie))
                .toList();
        context.clearCookies();
        context.addCookies(others);
    }

    private static String account(String name, String plan) throws Exception {
        return new AccountsApi(admin)
                .createAccount(new NewAccount().name(name).plan(plan), null)
                .getId();
    }

    /** The id of its newest key. */
    private static String keyOf(String account) throws Exception {
        return new KeysApi(admin)
                .listKeys(account, null, null, null, null, null, null)
                .getData()
                .get(0)
                .getId();
    }

    /** Has a new key be admitted that often. */
    private static void use(String key, int times) throws Exception {
        await().atMost(PATIENCE).until(() -> status(key) == 200);
        for (int i = 1; i < times; i++) {
            assertThat(status(key)).isEqualTo(200);
        }
    }

    /** Until the gate has heard of it, which a person does not notice; costs nothing of its quota. */
    private static void awaitKnown(String key) {
        await().atMost(PATIENCE).until(() -> status(key, "/api/v1/me/usage") == 200);
    }

    private static int status(String key) throws Exception {
        return status(key, "/api/v1/identity");
    }

    private static int status(String key, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + environment.get("AUTH_API_PORT") + path))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, named(name).setExact(true));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, named(name).setExact(true));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
