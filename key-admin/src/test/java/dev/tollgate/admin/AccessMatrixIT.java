package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Each endpoint, and who may call it. A member's row is about the own account; somebody else's member has nothing there. */
class AccessMatrixIT {
    private static final String TABLE = """
            GET    /api/v1/session               anybody
            POST   /api/v1/session               anybody
            DELETE /api/v1/session               anybody
            POST   /api/v1/session/invitation    anybody
            PUT    /api/v1/session/password      owner admin billing viewer member
            GET    /api/v1/users                 owner admin
            POST   /api/v1/users                 owner admin
            GET    /api/v1/users/{user}          owner admin
            PATCH  /api/v1/users/{user}          owner admin
            DELETE /api/v1/users/{user}          owner admin
            POST   /api/v1/users/{user}/invitation owner admin
            GET    /api/v1/tokens                owner admin
            POST   /api/v1/tokens                owner admin
            DELETE /api/v1/tokens/{token}        owner admin
            GET    /api/v1/alert-rules           owner admin
            PATCH  /api/v1/alert-rules           owner admin
            GET    /alerts                       owner admin
            POST   /alerts                       owner admin
            GET    /api/v1/webhooks              owner admin
            POST   /api/v1/webhooks              owner admin
            GET    /api/v1/webhooks/{webhook}    owner admin
            PATCH  /api/v1/webhooks/{webhook}    owner admin
            DELETE /api/v1/webhooks/{webhook}    owner admin
            POST   /api/v1/webhooks/{webhook}/rotate owner admin
            POST   /api/v1/webhooks/{webhook}/test owner admin
            GET    /api/v1/webhooks/{webhook}/deliveries owner admin
            POST   /api/v1/webhooks/{tested}/deliveries/{event}/replay owner admin
            GET    /api/v1/plans                 owner admin billing viewer member
            POST   /api/v1/plans                 owner admin
            GET    /api/v1/plans/{plan}          owner admin billing viewer member
            PATCH  /api/v1/plans/{plan}          owner admin
            GET    /api/v1/accounts              owner admin billing viewer
            POST   /api/v1/accounts              owner admin
            GET    /api/v1/accounts/{account}    owner admin billing viewer member
            PATCH  /api/v1/accounts/{account}    owner admin
            DELETE /api/v1/accounts/{account}    owner admin
            GET    /api/v1/accounts/{account}/keys  owner admin viewer member
            POST   /api/v1/accounts/{account}/keys  owner admin member
            GET    /api/v1/accounts/{account}/usage owner admin billing viewer member
            GET    /api/v1/accounts/{account}/subscription owner admin billing viewer member
            PATCH  /api/v1/accounts/{account}/subscription owner admin billing
            POST   /api/v1/accounts/{account}/subscription/coupons owner admin billing
            GET    /api/v1/accounts/{account}/corrections owner admin billing viewer member
            POST   /api/v1/accounts/{account}/corrections owner admin billing
            GET    /api/v1/coupons               owner admin billing viewer
            POST   /api/v1/coupons               owner admin billing
            GET    /api/v1/accounts/{account}/credits owner admin billing viewer member
            POST   /api/v1/accounts/{account}/credits owner admin billing
            GET    /api/v1/accounts/{account}/invoices owner admin billing viewer member
            GET    /api/v1/accounts/{account}/invoices/draft owner admin billing viewer member
            GET    /api/v1/accounts/{account}/invoices/{number} owner admin billing viewer member
            GET    /api/v1/plans/{plan}/prices   owner admin billing viewer member
            POST   /api/v1/plans/{plan}/prices   owner admin
            POST   /api/v1/plans/{plan}/what-if  owner admin billing viewer
            GET    /api/v1/invoices/export       owner admin billing viewer
            GET    /api/v1/usage/export          owner admin billing viewer
            GET    /api/v1/accounts/{account}/hygiene owner admin viewer member
            GET    /api/v1/hygiene               owner admin viewer
            GET    /api/v1/keys                  owner admin viewer
            GET    /api/v1/keys/{key}            owner admin viewer member
            PATCH  /api/v1/keys/{key}            owner admin member
            DELETE /api/v1/keys/{key}            owner admin member
            POST   /api/v1/keys/{key}/rotate     owner admin member
            POST   /api/v1/keys/{key}/revoke     owner admin member
            GET    /api/v1/keys/{key}/usage      owner admin billing viewer member
            POST   /api/v1/keys/revoke           owner admin
            GET    /api/v1/imports               owner admin viewer
            POST   /api/v1/imports               owner admin
            GET    /api/v1/imports/{import}      owner admin viewer
            PUT    /api/v1/imports/{import}/rows owner admin
            POST   /api/v1/imports/{import}/end  owner admin
            GET    /api/v1/imports/{import}/refusals owner admin viewer
            POST   /api/v1/leaks                 anybody
            GET    /api/v1/peppers               owner admin viewer
            GET    /api/v1/audit                 owner admin
            GET    /api/v1/audit/export          owner admin
            GET    /api/v1/audit/verification    owner admin
            POST   /api/v1/outbox/republish      owner admin
            GET    /api/v1/reconciliation        owner admin
            GET    /v3/api-docs                  owner admin billing viewer member
            GET    /                             owner admin billing viewer member
            GET    /signin                       anybody
            POST   /signin                       anybody
            POST   /signout                      anybody
            GET    /invitation                   anybody
            POST   /invitation                   anybody
            GET    /first-owner                  anybody
            POST   /first-owner                  anybody
            GET    /accounts                     owner admin billing viewer
            GET    /accounts/new                 owner admin
            POST   /accounts                     owner admin
            GET    /accounts/{account}/keys      owner admin viewer member
            POST   /accounts/{account}/keys      owner admin member
            GET    /accounts/{account}/keys/new  owner admin member
            GET    /accounts/{account}/usage     owner admin billing viewer member
            GET    /accounts/{account}/usage.csv owner admin billing viewer member
            GET    /accounts/{account}/decisions owner admin billing viewer member
            GET    /operations                   owner admin
            GET    /accounts/{account}/billing   owner admin billing viewer member
            POST   /accounts/{account}/billing   owner admin billing
            POST   /accounts/{account}/credits   owner admin billing
            POST   /accounts/{account}/coupons   owner admin billing
            POST   /accounts/{account}/corrections owner admin billing
            GET    /coupons                      owner admin billing viewer
            POST   /coupons                      owner admin billing
            GET    /accounts/{account}/invoices/{number} owner admin billing viewer member
            GET    /plans/{plan}/prices          owner admin billing viewer
            POST   /plans/{plan}/prices          owner admin
            POST   /plans/{plan}/diff            owner admin
            POST   /plans/{plan}/what-if         owner admin billing viewer
            GET    /accounts/{account}/settings  owner admin
            POST   /accounts/{account}/settings  owner admin
            POST   /accounts/{account}/delete    owner admin
            GET    /plans                        owner admin billing viewer
            GET    /plans/new                    owner admin
            POST   /plans                        owner admin
            GET    /plans/{plan}/edit            owner admin
            POST   /plans/{plan}/edit            owner admin
            GET    /webhooks                     owner admin
            POST   /webhooks                     owner admin
            GET    /webhooks/{webhook}           owner admin
            POST   /webhooks/{webhook}/rotate    owner admin
            POST   /webhooks/{webhook}/test      owner admin
            POST   /webhooks/{webhook}/enable    owner admin
            POST   /webhooks/{webhook}/disable   owner admin
            POST   /webhooks/{webhook}/delete    owner admin
            POST   /webhooks/{tested}/deliveries/{event}/replay owner admin
            GET    /people                       owner admin
            GET    /people/new                   owner admin
            POST   /people                       owner admin
            GET    /people/{user}/edit           owner admin
            POST   /people/{user}/edit           owner admin
            POST   /people/{user}/invitation     owner admin
            POST   /people/{user}/delete         owner admin
            GET    /audit                        owner admin
            GET    /audit/seal                   owner admin
            GET    /accounts/{account}/live      owner admin billing viewer member
            GET    /keys/{key}/rotate            owner admin member
            POST   /keys/{key}/rotate            owner admin member
            GET    /keys/{key}/revoke            owner admin member
            POST   /keys/{key}/revoke            owner admin member
            POST   /keys/{key}/disable           owner admin member
            POST   /keys/{key}/enable            owner admin member
            """;

    private static final String ANYBODY = "anybody";
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();
    private final People people = new People(admin);
    private final Map<String, String> shared = new HashMap<>();
    private String testedWebhook = "";

    private record Row(String method, String path, Set<String> roles) {
        static Row of(String line) {
            List<String> words = List.of(line.split(" +"));
            return new Row(words.get(0), words.get(1), new TreeSet<>(words.subList(2, words.size())));
        }

        /** With each variable as any other. */
        String endpoint() {
            return method + " " + path.replaceAll("\\{[^}]*}", "{}");
        }

        boolean isOpen() {
            return roles.contains(ANYBODY);
        }

        boolean isOfAnAccount() {
            return path.contains("{account}") || path.contains("{key}");
        }
    }

    private static List<Row> rows() {
        return TABLE.lines().map(Row::of).toList();
    }

    @Test
    void shouldHaveARowForEachEndpointAndNoOther() {
        assertThat(rows().stream().map(Row::endpoint).toList())
                .containsExactlyInAnyOrderElementsOf(system.endpoints().stream()
                        .map(endpoint -> endpoint.replaceAll("\\{[^}]*}", "{}"))
                        .toList());
    }

    @Test
    void shouldNameOnlyRolesThatThereAre() {
        Set<String> roles = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.toCollection(TreeSet::new));
        roles.add(ANYBODY);

        assertThat(rows()).allSatisfy(row -> assertThat(roles).containsAll(row.roles()));
    }

    @TestFactory
    List<DynamicTest> shouldLetInThoseWhoMayAndNobodyElse() {
        String account = admin.account("enterprise");
        Map<String, Browser> browsers = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            browsers.put(role.word(), people.signedIn(role.word(), role == Role.MEMBER ? account : null));
        }
        Browser stranger = people.signedIn("member", admin.account("free"));
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows()) {
            if (row.isOpen()) {
                tests.add(test(row, ANYBODY, () -> assertThat(status(new Browser(admin), row, account))
                        .isIn(200, 204, 302, 400, 401)));
                continue;
            }
            tests.add(test(row, "nobody", () -> assertThat(admin.send(admin.request(path(row, account, false))
                                    .method(row.method(), BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(401)));
            browsers.forEach((role, browser) -> tests.add(test(row, role, () -> {
                if (row.roles().contains(role)) {
                    assertThat(status(browser, row, account))
                            .isNotIn(401, 403, 404)
                            .isLessThan(500);
                } else {
                    assertThat(refusal(browser, row, account)).isEqualTo(403);
                }
            })));
            tests.add(test(row, "somebody else's member", () -> {
                int status = row.roles().contains("member") && !row.isOfAnAccount()
                        ? status(stranger, row, account)
                        : refusal(stranger, row, account);
                if (!row.roles().contains("member")) {
                    assertThat(status).isEqualTo(403);
                } else if (row.isOfAnAccount()) {
                    assertThat(status).isEqualTo(404);
                } else {
                    assertThat(status).isNotIn(401, 403, 404).isLessThan(500);
                }
            }));
        }
        return tests;
    }

    private static DynamicTest test(Row row, String who, Executable body) {
        return DynamicTest.dynamicTest(row.method() + " " + row.path() + " by " + who, body);
    }

    private int status(Browser browser, Row row, String account) {
        return status(browser, row, path(row, account, !row.method().equals("GET")), row.path());
    }

    private int refusal(Browser browser, Row row, String account) {
        return status(browser, row, path(row, account, false), row.path());
    }

    private static int status(Browser browser, Row row, String path, String pattern) {
        if (pattern.endsWith("/rows")) {
            return browser.putRows(path, "hash,account_id").status();
        }
        String body = row.method().equals("GET") || row.method().equals("DELETE") ? null : "{}";
        return browser.send(row.method(), path, body).status();
    }

    /** @param own whether it is about an object of its own: one that is changed, or deleted, is nobody else's */
    private String path(Row row, String account, boolean own) {
        Matcher variable = VARIABLE.matcher(row.path());
        return variable.replaceAll(found -> {
            boolean ofMember = found.group(1).equals("account") && row.roles().contains("member");
            if (ofMember) {
                return account;
            }
            return own
                    ? object(found.group(1), account)
                    : shared.computeIfAbsent(found.group(1), name -> object(name, account));
        });
    }

    private String testedWebhook() {
        if (testedWebhook.isEmpty()) {
            testedWebhook = object("webhook", "");
            admin.post("/api/v1/webhooks/" + testedWebhook + "/test", null).expect(202);
        }
        return testedWebhook;
    }

    private String object(String name, String account) {
        return switch (name) {
            case "account" -> admin.account("free");
            case "key" -> admin.key(account).text("id");
            case "user" -> people.invited(People.email(), "viewer", null).text("id");
            case "token" ->
                admin.post("/api/v1/tokens", "{'name': 'CI', 'scopes': ['plans:read']}")
                        .expect(201)
                        .text("id");
            case "import" -> admin.post("/api/v1/imports", "{}").expect(201).text("id");
            case "plan" -> "free";
            case "webhook" ->
                admin.post("/api/v1/webhooks", "{'url': 'https://receiver.example/hook', 'events': ['webhook.test']}")
                        .expect(201)
                        .text("id");
            // Both belong together.
            case "tested" -> testedWebhook();
            case "event" ->
                admin.get("/api/v1/webhooks/" + testedWebhook() + "/deliveries")
                        .json()
                        .at("/data/0/event_id")
                        .asString();
            case "number" -> system.invoiceOf(account);
            default -> throw new IllegalStateException("Nobody has said what a " + name + " is.");
        };
    }
}
