package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A key is in one answer and nowhere else, the admin token is nowhere. */
class SecrecyIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldKeepNeitherKeyNorTokenAnywhere() {
        String account = http.account("free");
        Reply made = http.key(account);
        String key = made.text("key");
        String id = made.text("id");
        // Whatever a confused caller may do with it.
        List<Reply> replies = List.of(
                http.get("/api/v1/keys/" + id),
                http.get("/api/v1/accounts/" + account + "/keys"),
                http.get("/api/v1/keys/" + id + "/usage?from=" + key),
                http.get("/api/v1/accounts?cursor=" + key),
                http.post("/api/v1/accounts", "{'name': ['" + key + "'], 'plan': '" + key + "'}"),
                http.post("/api/v1/accounts", "{'" + key + "': '" + AdminSystem.TOKEN + "'}"),
                http.post("/api/v1/accounts", "{'name': '" + key),
                http.patch("/api/v1/keys/" + id, "{'state': '" + key + "'}"),
                http.send(http.request("/api/v1/accounts").header("Authorization", "Bearer " + key)),
                http.get("/actuator/prometheus"));
        http.get("/api/v1/keys/" + key).expectProblem(404);
        http.get("/no/" + key).expectProblem(404);
        http.revoke(id);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> system.topics().ofKey(id).size() == 2);

        assertThat(replies)
                .allSatisfy(
                        reply -> assertThat(reply.body()).doesNotContain(key).doesNotContain(AdminSystem.TOKEN));
        assertThat(tables(system)).contains(id).doesNotContain(key).doesNotContain(AdminSystem.TOKEN);
        assertThat(topics()).contains(id).doesNotContain(key).doesNotContain(AdminSystem.TOKEN);
        assertThat(CapturedLog.text())
                .contains("Backing services")
                .doesNotContain(AdminSystem.TOKEN)
                .doesNotContain(key);
    }

    /** All that is in the tables. */
    static String tables(AdminSystem system) {
        JdbcClient sql = system.sql();
        return sql
                .sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                .query(String.class)
                .list()
                .stream()
                .flatMap(table -> sql.sql("SELECT t::text FROM " + table + " t").query(String.class).list().stream())
                .collect(Collectors.joining("\n"));
    }

    private String topics() {
        return List.of(Topic.API_KEYS, Topic.PLANS, Topic.DEAD_LETTERS).stream()
                .flatMap(topic -> system.topics().records(topic).stream())
                .map(SecrecyIT::text)
                .collect(Collectors.joining("\n"));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.ISO_8859_1)
                + new String(record.value(), StandardCharsets.ISO_8859_1);
    }
}
