package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.AdminClient.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit log can be read, and be added to; nothing else. */
class AuditLogIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldShowTheNewestFirstInParts() {
        String key = aKeyWithAPast();

        Reply first = http.get("/api/v1/audit?object=" + key + "&limit=2").expect(200);
        Reply second = http.get("/api/v1/audit?object=" + key + "&limit=2&cursor=" + first.text("next_cursor"))
                .expect(200);

        assertThat(actions(first)).containsExactly("key.revoked", "key.changed");
        assertThat(actions(second)).containsExactly("key.created");
        assertThat(second.json().path("next_cursor").isNull()).isTrue();
        JsonNode revoked = first.json().path("data").path(0);
        assertThat(revoked.path("actor").asString()).isEqualTo("admin-token");
        assertThat(revoked.path("object_type").asString()).isEqualTo("key");
        assertThat(revoked.path("remote_address").asString()).isEqualTo("127.0.0.1");
        assertThat(revoked.at("/before/state").asString()).isEqualTo("disabled");
        assertThat(revoked.at("/after/state").asString()).isEqualTo("revoked");
        assertThat(second.json().at("/data/0/before").isNull()).isTrue();
    }

    @Test
    void shouldShowWhatIsAskedFor() {
        String key = aKeyWithAPast();
        String at = http.get("/api/v1/audit?object=" + key + "&action=key.changed")
                .json()
                .at("/data/0/at")
                .asString();

        assertThat(found(key, "&action=key.revoked")).containsExactly("key.revoked");
        assertThat(found(key, "&actor=admin-token")).hasSize(3);
        assertThat(found(key, "&actor=nobody")).isEmpty();
        assertThat(found(key, "&from=" + at)).containsExactly("key.revoked", "key.changed");
        assertThat(found(key, "&to=" + at)).containsExactly("key.created");
        assertThat(found("key_%25", "")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() {
        http.get("/api/v1/audit?limit=0").expectInvalid("limit");
        http.get("/api/v1/audit?cursor=x").expectInvalid("cursor");
        http.get("/api/v1/audit?cursor=1234567890123456789").expectInvalid("cursor");
        http.get("/api/v1/audit?from=yesterday").expectInvalid("from");
        http.get("/api/v1/audit?to=99999-01-01T00:00:00Z").expectInvalid("to");
        http.get("/api/v1/audit?object=").expectInvalid("object");
        http.get("/api/v1/audit/export?action=%00").expectInvalid("action");
    }

    @Test
    void shouldExportALineEach() {
        String key = aKeyWithAPast();

        Reply export = http.get("/api/v1/audit/export?object=" + key).expect(200);

        assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
        JsonMapper json = new JsonMapper();
        List<String> actions = export.body()
                .lines()
                .map(line -> json.readTree(line).path("action").asString())
                .toList();
        assertThat(actions).containsExactly("key.created", "key.changed", "key.revoked");
    }

    @Test
    void shouldLetNobodyChangeThePast() {
        aKeyWithAPast();

        for (String crime :
                List.of("UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log")) {
            assertThatThrownBy(() -> system.sql().sql(crime).update()).hasMessageContaining("appended to only");
        }
    }

    private String aKeyWithAPast() {
        String key = http.key(http.account("free")).text("id");
        http.patch("/api/v1/keys/" + key, "{'state': 'disabled'}").expect(200);
        http.revoke(key);
        return key;
    }

    private List<String> found(String object, String filter) {
        return actions(http.get("/api/v1/audit?object=" + object + filter).expect(200));
    }

    private static List<String> actions(Reply reply) {
        List<String> actions = new ArrayList<>();
        reply.json()
                .path("data")
                .forEach(line -> actions.add(line.path("action").asString()));
        return actions;
    }
}
