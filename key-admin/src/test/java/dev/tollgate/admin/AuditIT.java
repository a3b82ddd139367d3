package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every change leaves one line that says who, what, before and after. */
class AuditIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldWriteDownTheLifeOfAnAccount() {
        String id = http.account("free");
        http.patch("/api/v1/accounts/" + id, "{'name': 'Other'}").expect(200);
        http.patch("/api/v1/accounts/" + id, "{'name': 'Other'}").expect(200);
        http.patch("/api/v1/accounts/" + id, "{'plan': 'platinum'}").expect(400);
        http.delete("/api/v1/accounts/" + id).expect(204);

        List<Map<String, Object>> lines = linesOf(id);

        assertThat(lines)
                .extracting(line -> line.get("action"))
                .containsExactly("account.created", "account.changed", "account.deleted");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.get("actor")).isEqualTo("admin-token");
            assertThat(line.get("object_type")).isEqualTo("account");
            assertThat(line.get("remote_address")).isEqualTo("127.0.0.1");
            assertThat(line.get("at")).isNotNull();
        });
        assertThat(lines.get(0).get("before")).isNull();
        assertThat(json(lines.get(1), "before").path("name").asString()).isEqualTo("Example Ltd");
        assertThat(json(lines.get(1), "after").path("name").asString()).isEqualTo("Other");
        assertThat(json(lines.get(2), "after").path("state").asString()).isEqualTo("deleted");
    }

    @Test
    void shouldWriteDownTheLifeOfAKey() {
        Reply made = http.key(http.account("free"));
        String id = made.text("id");
        http.patch("/api/v1/keys/" + id, "{'state': 'disabled'}").expect(200);
        http.revoke(id);
        http.revoke(id);
        http.patch("/api/v1/keys/" + id, "{'name': 'Old'}").expect(200);

        List<Map<String, Object>> lines = linesOf(id);

        assertThat(lines)
                .extracting(line -> line.get("action"))
                .containsExactly("key.created", "key.changed", "key.revoked", "key.changed");
        assertThat(json(lines.get(1), "after").path("state").asString()).isEqualTo("disabled");
        assertThat(json(lines.get(0), "after").propertyNames())
                .containsExactlyInAnyOrder(
                        "account_id",
                        "lineage",
                        "replaced_by",
                        "environment",
                        "name",
                        "description",
                        "metadata",
                        "prefix",
                        "last_four",
                        "state",
                        "scopes",
                        "allowed_ips",
                        "daily_limit",
                        "burst_per_second",
                        "expires_at");
    }

    @Test
    void shouldWriteDownTheLifeOfAPlan() {
        String id = "plan_" + UUID.randomUUID().toString().replace('-', '_');
        http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'x', 'daily_limit': 5}")
                .expect(201);
        http.patch("/api/v1/plans/" + id, "{'daily_limit': null}").expect(200);

        List<Map<String, Object>> lines = linesOf(id);

        assertThat(lines).extracting(line -> line.get("action")).containsExactly("plan.created", "plan.changed");
        assertThat(json(lines.get(1), "before").path("daily_limit").asLong()).isEqualTo(5);
        assertThat(json(lines.get(1), "after").path("daily_limit").isNull()).isTrue();
    }

    private List<Map<String, Object>> linesOf(String id) {
        return system.sql()
                .sql("SELECT * FROM audit_log WHERE object_id = ? ORDER BY id")
                .param(id)
                .query()
                .listOfRows();
    }

    private static JsonNode json(Map<String, Object> line, String column) {
        return JSON.readTree(Objects.requireNonNull(line.get(column)).toString());
    }
}
