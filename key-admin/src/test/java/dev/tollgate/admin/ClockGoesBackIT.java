package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The machine's clock is set back by an hour: what is done later counts as later. */
class ClockGoesBackIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String ONCE = UUID.randomUUID().toString();

    /** Its own broker's: of the plans that all have, none is another database's. */
    @TempDir
    private Path data;

    private final SettableClock clock = new SettableClock();

    @Test
    void shouldGoOnInTheOrderInWhichThingsAreDone() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, Ports.freePair());
                AdminSystem system = AdminSystem.startAt(
                                clock,
                                broker.bootstrapServers(),
                                BackingServices.shared().newDatabase())
                        .whenReady()) {
            // Given
            AdminClient http = system.http();
            http.patch("/api/v1/plans/free", "{'daily_limit': 200}").expect(200);
            String account = http.account("free");
            String early = http.key(account).text("id");
            Reply once = http.repeatable(ONCE, "/api/v1/accounts/" + account + "/keys", "{'name': 'Once'}")
                    .expect(201);

            // When
            clock.set(clock.instant().minus(Duration.ofHours(1)));
            http.patch("/api/v1/keys/" + early, "{'state': 'disabled'}").expect(200);
            String late = http.key(account).text("id");
            String successor = http.post("/api/v1/keys/" + late + "/rotate", "{'grace_seconds': 60}")
                    .expect(201)
                    .text("id");
            http.revoke(once.text("id"));
            http.patch("/api/v1/plans/free", "{'daily_limit': 300}").expect(200);

            // Then
            assertThat(http.repeatable(ONCE, "/api/v1/accounts/" + account + "/keys", "{'name': 'Once'}")
                            .expect(201)
                            .body())
                    .isEqualTo(once.body());
            assertThat(ids(http, "/api/v1/accounts/" + account + "/keys"))
                    .containsExactlyInAnyOrder(early, once.text("id"), late, successor);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(last(system, early).getState()).isEqualTo(KeyState.KEY_IS_DISABLED);
                assertThat(last(system, once.text("id")).getState()).isEqualTo(KeyState.KEY_IS_REVOKED);
                assertThat(last(system, late).getExpiresAtMs())
                        .isEqualTo(clock.instant().plusSeconds(60).toEpochMilli());
                assertThat(plans(system)).extracting(Plan::getDailyLimit).endsWith(200L, 300L);
                assertThat(plans(system)).extracting(Plan::getVersion).isSorted();
            });
            assertThat(actions(http))
                    .containsSubsequence(
                            "plan.changed", "key.revoked", "key.rotated", "key.changed", "key.created", "plan.changed");
            assertThat(http.get("/api/v1/audit/verification")
                            .json()
                            .path("intact")
                            .asBoolean())
                    .isTrue();
        }
    }

    private static List<Plan> plans(AdminSystem system) {
        return system.topics().ofPlan("free");
    }

    private static ApiKey last(AdminSystem system, String key) {
        List<ApiKey> told = system.topics().ofKey(key);
        assertThat(told).isNotEmpty();
        return told.get(told.size() - 1);
    }

    /** All of a list, in pages of two. */
    private static List<String> ids(AdminClient http, String path) {
        List<String> ids = new ArrayList<>();
        for (String cursor = ""; cursor != null; ) {
            Reply page = http.get(path + "?limit=2" + cursor).expect(200);
            for (JsonNode each : page.json().path("data")) {
                ids.add(each.path("id").asString());
            }
            cursor = page.json().path("next_cursor").isNull() ? null : "&cursor=" + page.text("next_cursor");
        }
        return ids;
    }

    /** What was done, the last first. */
    private static List<String> actions(AdminClient http) {
        List<String> actions = new ArrayList<>();
        for (JsonNode line : http.get("/api/v1/audit?limit=100").json().path("data")) {
            actions.add(line.path("action").asString());
        }
        return actions;
    }
}
