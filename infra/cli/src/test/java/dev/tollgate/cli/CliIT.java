package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.KeyAdminApplication;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.testing.BackingServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands, asked of a key-admin that really runs. */
class CliIT {
    @TempDir
    static Path folder;

    private static final JsonMapper JSON = new JsonMapper();

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext keyAdmin;

    private static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        BackingServices services = BackingServices.shared();
        BackingServices.Database database = services.newDatabase();
        keyAdmin = KeyAdminApplication.application()
                .run(
                        "--server.port=0",
                        "--tollgate.bootstrap-servers=" + services.kafkaBootstrapServers(),
                        "--tollgate.data-dir=" + folder,
                        "--DATABASE_URL=" + database.url(),
                        "--DATABASE_USER=" + database.applicationUser(),
                        "--DATABASE_PASSWORD=" + database.applicationPassword(),
                        "--DATABASE_OWNER=" + database.user(),
                        "--DATABASE_OWNER_PASSWORD=" + database.password());
        ENVIRONMENT.put(
                "KEY_ADMIN_PORT",
                Objects.requireNonNull(keyAdmin.getEnvironment().getProperty("local.server.port")));
        ENVIRONMENT.put("TOLLGATE_DATA_DIR", folder.toString());
    }

    @AfterAll
    static void stop() {
        keyAdmin.close();
    }

    private static Typed typed(String... arguments) {
        return Typed.command(ENVIRONMENT, arguments);
    }

    /** One that works. */
    private static String result(String... arguments) {
        Typed typed = typed(arguments);
        assertThat(typed.status()).as(typed.remarks()).isZero();
        return typed.output();
    }

    private static String account() {
        return result("accounts", "create", "--name", "Example Ltd", "--plan", "enterprise")
                .strip();
    }

    private static JsonNode madeKey(String account) {
        return JSON.readTree(result("keys", "create", account, "--name", "Server", "--json"));
    }

    private static void assertRefused(String message, String... arguments) {
        assertThat(typed(arguments)).isEqualTo(new Typed(1, "", "tollgate: " + message + "\n"));
    }

    @Test
    void shouldMakeListAndShowAccounts() {
        String account = account();

        assertThat(account).matches("acc_[0-9a-z]{26}");
        assertThat(result("accounts", "list"))
                .startsWith("ID  ")
                .containsPattern(account + "  Example Ltd +enterprise +active +20");
        assertThat(result("accounts", "show", account)).containsPattern("(?m)^plan +enterprise$");
        assertThat(JSON.readTree(result("accounts", "show", account, "--json"))
                        .path("shadow")
                        .booleanValue())
                .isFalse();
        assertThat(JSON.readTree(
                                result("accounts", "create", "--name", "Trial", "--plan", "free", "--shadow", "--json"))
                        .path("shadow")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void shouldListAndShowPlans() {
        assertThat(result("plans", "list")).containsPattern("(?m)^free +Free +100 +key +");
        assertThat(result("plans", "show", "free")).containsPattern("(?m)^daily_limit +100$");
        assertThat(JSON.readTree(result("plans", "list", "--json")).isArray()).isTrue();
    }

    @Test
    void shouldMakePlansAndPricesAsAFileSays() throws IOException {
        Path file = folder.resolve("plans.yaml");
        Files.writeString(file, """
                plans:
                  - id: from_a_file
                    name: From a file
                    daily_limit: 500
                    max_keys: 2
                    price:
                      currency: EUR
                      base_fee: 29.00
                      included_per_day: 100
                      overage:
                        model: graduated
                        tiers:
                          - {up_to: 1000, unit_price: 0.01}
                          - {unit_price: 0.005}
                  - id: free
                    daily_limit: 100
                """);

        Typed shown = typed("plans", "apply", file.toString());
        assertThat(shown.status()).as(shown.remarks()).isZero();
        assertThat(shown.output())
                .startsWith("+ from_a_file\n")
                .contains("    daily_limit: 500\n", "    price 1: {\"currency\":\"EUR\"")
                .doesNotContain("free\n");
        assertThat(shown.remarks()).isEqualTo("1 plan would change. Nothing was done: --yes does it.\n");
        assertThat(result("plans", "list")).doesNotContain("from_a_file");

        assertThat(typed("plans", "apply", file.toString(), "--yes").remarks()).isEqualTo("1 plan changed.\n");
        assertThat(typed("plans", "apply", file.toString())).isEqualTo(new Typed(0, "", "All is as the file says.\n"));
        assertThat(result("plans", "show", "from_a_file")).containsPattern("(?m)^max_keys +2$");

        Files.writeString(
                file,
                Files.readString(file)
                        .replace("daily_limit: 500", "daily_limit: null")
                        .replace("29.00", "35"));
        Typed again = typed("plans", "apply", file.toString(), "--yes");
        assertThat(again.output())
                .startsWith("~ from_a_file\n")
                .contains("    daily_limit: 500 → -\n", "    price 2: ", "    in the place of: ");
        assertThat(typed("plans", "apply", file.toString())).isEqualTo(new Typed(0, "", "All is as the file says.\n"));

        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "daily_limit: null",
                                "daily_limit: 300\n    effective_from: 2090-01-01\n    for_existing: false"));
        assertThat(typed("plans", "apply", file.toString(), "--yes").output())
                .contains(
                        "    daily_limit: - → 300\n", "    effective_from: 2090-01-01\n", "    for_existing: false\n");
        assertThat(result("plans", "show", "from_a_file")).containsPattern("(?m)^daily_limit +-$");
        assertThat(typed("plans", "apply", file.toString())).isEqualTo(new Typed(0, "", "All is as the file says.\n"));
    }

    @Test
    void shouldSayWhatIsWrongWithAFileOfPlans() throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, "plans: [{id: a, dailylimit: 5}]");
        assertRefused(
                "Of a, dailylimit is not known; known are burst_per_second, daily_limit, effective_from, enforcement, for_existing,"
                        + " hold, id, max_keys, name, price, quota_scope.",
                "plans",
                "apply",
                file.toString());
        Files.writeString(file, "plans: [{id: a}, {id: a}]");
        assertRefused(
                "Each plan must have an id that no other has, and number 2 has not.",
                "plans",
                "apply",
                file.toString());
        Files.writeString(file, "plans: [{");
        assertThat(typed("plans", "apply", file.toString()).remarks()).contains("is no YAML", "line 1");
        assertThat(typed("plans", "apply", folder.resolve("none.yaml").toString())
                        .remarks())
                .contains("cannot be read");
    }

    @Test
    void shouldCompareTheBooks() {
        Typed typed = typed("reconcile", "--period", "2020-01");

        assertThat(typed.status()).as(typed.remarks()).isZero();
        assertThat(typed.output()).startsWith("ACCOUNTS  IN LOG").containsPattern("(?m)^0 +0 +0 +0 +0 +0 +0 +0$");
        assertThat(typed.remarks())
                .contains("Of the days before ", "only the tables were compared.")
                .endsWith("The books agree.\n");
        assertThat(JSON.readTree(result("reconcile", "--period=2020-02", "--json"))
                        .path("agrees")
                        .booleanValue())
                .isTrue();
        assertThat(typed("reconcile", "--period", "November").status()).isEqualTo(2);
    }

    @Test
    void shouldPrintAKeyAloneSoThatAScriptCanTakeIt() {
        Typed typed = typed("keys", "create", account(), "--name", "Server");

        assertThat(KeyFormat.isWellFormed(typed.output().strip())).isTrue();
        assertThat(typed.remarks()).matches("The key of key_[0-9a-z]{26}, which is never shown again:\n");
    }

    @Test
    void shouldMakeAKeyWithAllThatCanBeSaid() {
        JsonNode key = JSON.readTree(result(
                "keys",
                "create",
                account(),
                "--name=Z\u00fcrich \ud83d\ude00",
                "--environment=test",
                "--description=of the shop",
                "--scope=orders:read",
                "--scope=orders:write",
                "--allowed-ip=10.0.0.0/8",
                "--expires-at=2090-01-31T12:00:00Z",
                "--daily-limit=50",
                "--burst-per-second=5",
                "--metadata=team=shop",
                "--json"));

        assertThat(key.path("name").stringValue()).isEqualTo("Z\u00fcrich \ud83d\ude00");
        assertThat(key.path("environment").stringValue()).isEqualTo("test");
        assertThat(key.path("description").stringValue()).isEqualTo("of the shop");
        assertThat(key.path("scopes")).isEqualTo(JSON.readTree("[\"orders:read\", \"orders:write\"]"));
        assertThat(key.path("allowed_ips")).isEqualTo(JSON.readTree("[\"10.0.0.0/8\"]"));
        assertThat(key.path("expires_at").stringValue()).isEqualTo("2090-01-31T12:00:00Z");
        assertThat(key.path("daily_limit").longValue()).isEqualTo(50);
        assertThat(key.path("burst_per_second").longValue()).isEqualTo(5);
        assertThat(key.path("metadata")).isEqualTo(JSON.readTree("{\"team\": \"shop\"}"));
    }

    @Test
    void shouldListAllKeysHoweverManyPartsTheyComeIn() {
        // Given
        String account = account();
        for (int i = 0; i < 201; i++) {
            madeKey(account);
        }
        String test = JSON.readTree(result(
                        "keys", "create", account, "--name", "Try-out & more", "--environment", "test", "--json"))
                .path("id")
                .stringValue();

        // Then
        assertThat(JSON.readTree(result("keys", "list", account, "--json"))).hasSize(202);
        assertThat(typed("keys", "list", account, "--limit", "201"))
                .satisfies(some -> assertThat(some.output()).hasLineCount(202).doesNotContain(test))
                .satisfies(some -> assertThat(some.remarks()).startsWith("These are the first 201: "));
        assertRefused("--limit must be 1 or more.", "keys", "list", "--limit", "0");
        assertThat(result("keys", "list", account, "--environment=test", "--state=active", "--search=out & m"))
                .hasLineCount(2)
                .contains(test);
    }

    @Test
    void shouldTellWhichKeysHadBetterBeLookedAt() {
        // Given
        String account = account();
        result("keys", "create", account, "--name=Ends", "--expires-at=2090-01-31T12:00:00Z");
        assertThat(result("keys", "hygiene", account)).isEqualTo("There is nothing to say of the 1 keys that work.\n");
        String endless = madeKey(account).path("id").stringValue();

        // Then
        assertThat(result("keys", "hygiene", account))
                .hasLineCount(2)
                .containsPattern("(?m)^no_expiry +1 +They work until somebody ends them");
        assertThat(JSON.readTree(result("keys", "hygiene", "--json"))
                        .path("keys")
                        .asInt())
                .isGreaterThanOrEqualTo(2);
        assertThat(JSON.readTree(result("keys", "list", account, "--finding=no_expiry", "--json"))
                        .findValuesAsString("id"))
                .containsExactly(endless);
        assertThat(result("keys", "list", "--search=" + endless))
                .contains("ACCOUNT")
                .contains(account);
    }

    @Test
    void shouldRotateAKey() {
        // Given
        JsonNode old = madeKey(account());
        String id = old.path("id").stringValue();

        // When
        Typed typed = typed("keys", "rotate", id, "--grace", "24h");

        // Then
        assertThat(KeyFormat.isWellFormed(typed.output().strip())).isTrue();
        assertThat(typed.output().strip()).isNotEqualTo(old.path("key").stringValue());
        assertThat(result("keys", "show", id)).containsPattern("(?m)^replaced_by +key_");
        assertRefused(
                "grace_seconds must be from 0 to 2592000.",
                "keys",
                "rotate",
                madeKey(account()).path("id").stringValue(),
                "--grace",
                "31d");
    }

    @Test
    void shouldRevokeOneKeyOrMany() {
        // Given
        String account = account();
        String first = madeKey(account).path("id").stringValue();
        String second = madeKey(account).path("id").stringValue();
        String third = madeKey(account).path("id").stringValue();

        // Then
        assertThat(typed("keys", "revoke", first)).isEqualTo(new Typed(0, "", first + " is revoked.\n"));
        assertThat(JSON.readTree(result("keys", "revoke", second, third, "--json"))
                        .findValuesAsString("state"))
                .containsExactly("revoked", "revoked");
        assertThat(result("keys", "list", account, "--state", "active")).hasLineCount(1);
    }

    @Test
    void shouldSayInOneLineWhatKeyAdminDoesNotLike() {
        assertRefused("There is no such key.", "keys", "show", "key_00000000000000000000000000");
        assertRefused("There is no such plan.", "plans", "show", "nonsense");
        assertRefused(
                "plan is not known; GET /api/v1/plans lists those that are.",
                "accounts",
                "create",
                "--name",
                "x",
                "--plan",
                "nonsense");
    }

    @Test
    void shouldSayThatTheTokenIsNotKnown() {
        Map<String, String> wrong = new LinkedHashMap<>(ENVIRONMENT);
        wrong.put("TOLLGATE_ADMIN_TOKEN", "not-the-token-of-this-one");

        Typed typed = Typed.command(wrong, "plans", "list");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.remarks())
                .contains("does not know the admin token")
                .doesNotContain(wrong.get("TOLLGATE_ADMIN_TOKEN"))
                .hasLineCount(1);
    }

    @Test
    void shouldNotPrintTheTokenItself() throws Exception {
        String token = Files.readString(folder.resolve("admin-token")).strip();

        assertThat(typed("accounts", "list").toString()).doesNotContain(token);
        assertThat(typed("keys", "show", "x").toString()).doesNotContain(token);
    }
}
