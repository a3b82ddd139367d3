package dev.tollgate.admin;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.admin.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a fuzz run works on: objects of its own, so that it does not come in the way of other tests. */
final class FuzzObjects {
    private static final int KEPT_MAX = 50;

    private final AdminClient http;
    private final Random random;
    private final List<String> accounts = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> plans = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<String> imports = new ArrayList<>();
    private final List<String> webhooks = new ArrayList<>();
    private final People people;
    private final String lastingAccount;
    private final String lastingEmail = People.email();
    private String lastWebhook = "";
    private int named;

    FuzzObjects(AdminClient http, Random random) {
        this.http = http;
        this.random = random;
        for (int i = 0; i < 3; i++) {
            plans.add(http.post("/api/v1/plans", "{'id': '" + newPlanId() + "', 'name': 'Fuzz', 'daily_limit': 100}")
                    .expect(201)
                    .text("id"));
        }
        people = new People(http);
        lastingAccount = http.account(plan());
        new Browser(http)
                .redeem(people.invited(lastingEmail, "viewer", null).text("invitation"), People.PASSWORD)
                .expect(200);
    }

    /** An id that no plan has had. */
    String newPlanId() {
        named++;
        return "fuzz_" + System.identityHashCode(this) + "_" + named;
    }

    String plan() {
        return plans.get(random.nextInt(plans.size()));
    }

    String account() {
        if (accounts.isEmpty() || random.nextInt(10) == 0) {
            keep(accounts, http.account(plan()));
        }
        return accounts.get(random.nextInt(accounts.size()));
    }

    String key() {
        if (keys.isEmpty() || random.nextInt(5) == 0) {
            String account = http.account("enterprise");
            keep(accounts, account);
            keep(keys, http.key(account).text("id"));
        }
        return keys.get(random.nextInt(keys.size()));
    }

    String user() {
        if (users.isEmpty() || random.nextInt(5) == 0) {
            keep(users, people.invited(People.email(), "viewer", null).text("id"));
        }
        return users.get(random.nextInt(users.size()));
    }

    String token() {
        if (tokens.isEmpty() || random.nextInt(5) == 0) {
            keep(
                    tokens,
                    http.post("/api/v1/tokens", "{'name': 'Fuzz', 'scopes': ['plans:read']}")
                            .expect(201)
                            .text("id"));
        }
        return tokens.get(random.nextInt(tokens.size()));
    }

    /** One that may be done already. */
    String keyImport() {
        if (imports.isEmpty() || random.nextInt(3) == 0) {
            keep(
                    imports,
                    random.nextBoolean()
                            ? OpenImport.open(http)
                            : http.post("/api/v1/imports", "{}").expect(201).text("id"));
        }
        return imports.get(random.nextBoolean() ? imports.size() - 1 : random.nextInt(imports.size()));
    }

    /** One that may be gone. */
    String webhook() {
        if (webhooks.isEmpty() || random.nextInt(10) == 0) {
            keep(
                    webhooks,
                    http.post(
                                    "/api/v1/webhooks",
                                    "{'url': 'https://receiver.example/hook', 'events': ['webhook.test']}")
                            .expect(201)
                            .text("id"));
        }
        lastWebhook = webhooks.get(random.nextInt(webhooks.size()));
        return lastWebhook;
    }

    /** Something that is to be sent to the one that was named last, unless that is gone. */
    String event() {
        String webhook = "/api/v1/webhooks/" + lastWebhook;
        http.post(webhook + "/test", null);
        return http.get(webhook + "/deliveries")
                .json()
                .at("/data/0/event_id")
                .asString("msg_00000000000000000000000000");
    }

    /** One that nobody deletes. */
    String lastingAccount() {
        return lastingAccount;
    }

    /** Of somebody whom nobody changes, and whose password is {@link People#PASSWORD}. */
    String lastingEmail() {
        return lastingEmail;
    }

    /** One that is good, once. */
    String invitation() {
        return people.invited(People.email(), "viewer", null).text("invitation");
    }

    /** Keeps what was made. */
    void afterwards(Operation operation, Reply reply) {
        switch (operation.id()) {
            case "createAccount" -> keep(accounts, reply.text("id"));
            case "createPlan" -> keep(plans, reply.text("id"));
            case "createKey", "rotateKey" -> keep(keys, reply.text("id"));
            case "createUser" -> keep(users, reply.text("id"));
            case "createWebhook" -> keep(webhooks, reply.text("id"));
            case "createImport" -> keep(imports, reply.text("id"));
            case "createToken" -> keep(tokens, reply.text("id"));
            default -> {}
        }
    }

    private void keep(List<String> ids, String id) {
        ids.add(id);
        if (ids.size() > KEPT_MAX) {
            ids.remove(random.nextInt(ids.size()));
        }
    }
}
