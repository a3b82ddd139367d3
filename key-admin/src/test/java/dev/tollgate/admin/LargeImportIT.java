package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows, of which one in a hundred is bad; with a broker of its own, which nobody else has to read. */
class LargeImportIT {
    private static final int ROWS = 200_000;
    private static final Duration TOLD_IN = Duration.ofMinutes(2);

    @TempDir
    private Path data;

    @Test
    void shouldTakeTheGoodRowsAndListTheBadOnes() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, Ports.freePair());
                AdminSystem system = AdminSystem.start(
                                broker.bootstrapServers(),
                                BackingServices.shared().newDatabase())
                        .whenReady()) {
            AdminClient http = system.http();
            String account = http.account("enterprise");
            String rows = IntStream.range(0, ROWS)
                    .mapToObj(n -> (n % 100 == 7 ? "nonsense" : hash(n)) + "," + account)
                    .collect(Collectors.joining("\n", "hash,account_id\n", "\n"));
            String id = http.post("/api/v1/imports", "{}").expect(201).text("id");

            Reply done = http.send(http.request("/api/v1/imports/" + id + "/rows")
                            .header("Authorization", "Bearer " + http.token())
                            .header("Content-Type", "text/csv")
                            .timeout(TOLD_IN)
                            .PUT(BodyPublishers.ofString(rows)))
                    .expect(200);

            assertThat(done.text("state")).isEqualTo("done");
            assertThat(done.text("rows")).isEqualTo("200000");
            assertThat(done.text("imported")).isEqualTo("198000");
            assertThat(done.text("refused")).isEqualTo("2000");
            assertThat(refused(http, id)).isEqualTo(2_000);
            await().atMost(TOLD_IN)
                    .until(() -> system.sql()
                                    .sql("SELECT count(*) FROM outbox")
                                    .query(Long.class)
                                    .single()
                            == 0);
        }
    }

    /** How many refusals are listed, page by page. */
    private static int refused(AdminClient http, String id) {
        String path = "/api/v1/imports/" + id + "/refusals?limit=200";
        int count = 0;
        for (String cursor = ""; cursor != null; ) {
            Reply page = http.get(path + cursor).expect(200);
            count += page.json().path("data").size();
            cursor = page.json().path("next_cursor").isNull() ? null : "&cursor=" + page.text("next_cursor");
        }
        return count;
    }

    private static String hash(int n) {
        return HexFormat.of().formatHex(KeyHash.of("key " + n).toBytes());
    }
}
