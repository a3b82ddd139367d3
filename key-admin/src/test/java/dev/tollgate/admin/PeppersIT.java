package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.Topic;
import dev.tollgate.testing.BackingServices;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which pepper a key hangs on, while one is put in the place of another. */
class PeppersIT {
    private static final String ONE = "1:b25lLW9uZS1vbmUtb25lLW9uZS1vbmUtb25lLW9uZS1vbmU=";
    private static final String TWO = "2:dHdvLXR3by10d28tdHdvLXR3by10d28tdHdvLXR3by10d28=";

    @Test
    void shouldTellWhenAPepperMayBeTakenOut() {
        String kafka = BackingServices.shared().kafkaBootstrapServers();
        BackingServices.Database database = BackingServices.shared().newDatabase();
        try (AdminSystem before = AdminSystem.start(kafka, database).whenReady()) {
            before.http().key(before.http().account("free"));
        }
        String old;
        try (AdminSystem first = AdminSystem.start(kafka, database, "--tollgate.key-peppers=" + ONE)
                .whenReady()) {
            Reply made = first.http().key(first.http().account("free"));
            old = made.text("id");
            byte[] hash = KeyPeppers.parse(ONE).hash(made.text("key")).hash().toBytes();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(first.topics().records(Topic.API_KEYS))
                            .anySatisfy(record -> assertThat(record.key()).isEqualTo(hash)));
        }
        try (AdminSystem rotated = AdminSystem.start(kafka, database, "--tollgate.key-peppers=" + TWO + "," + ONE)
                .whenReady()) {
            AdminClient http = rotated.http();
            http.key(http.account("free"));
            assertThat(peppers(http))
                    .isEqualTo("[{\"id\":2,\"configured\":true,\"for_new_keys\":true,\"keys\":1},"
                            + "{\"id\":1,\"configured\":true,\"for_new_keys\":false,\"keys\":1},"
                            + "{\"id\":null,\"configured\":true,\"for_new_keys\":false,\"keys\":1}]");
            http.post("/api/v1/keys/" + old + "/rotate", "{'grace_seconds': 0}").expect(201);
            assertThat(peppers(http))
                    .contains("{\"id\":2,\"configured\":true,\"for_new_keys\":true,\"keys\":2}")
                    .contains("{\"id\":1,\"configured\":true,\"for_new_keys\":false,\"keys\":0}")
                    .doesNotContain("dHdv", "b25l");
        }
        try (AdminSystem without = AdminSystem.start(kafka, database).whenReady()) {
            assertThat(peppers(without.http()))
                    .isEqualTo("[{\"id\":2,\"configured\":false,\"for_new_keys\":false,\"keys\":2},"
                            + "{\"id\":null,\"configured\":true,\"for_new_keys\":true,\"keys\":1}]");
        }
    }

    private static String peppers(AdminClient http) {
        return http.get("/api/v1/peppers").expect(200).json().path("data").toString();
    }
}
