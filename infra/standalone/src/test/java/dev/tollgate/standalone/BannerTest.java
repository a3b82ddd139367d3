package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void shouldNameAllPlacesAndGiveALineToPaste() {
        // Given
        Banner banner = new Banner(
                Duration.ofMillis(12_345),
                URI.create("http://127.0.0.1:8080"),
                URI.create("http://127.0.0.1:8081"),
                URI.create("http://127.0.0.1:8082"),
                "/data/admin-token",
                new DataFolder(Path.of("/data")),
                Map.of("free", "tg_freekey", "enterprise", "tg_otherkey"));

        // When
        String text = banner.text();

        // Then
        assertThat(text)
                .contains("up after 12.3 s")
                .contains("http://127.0.0.1:8081  open it in a browser; admin token: /data/admin-token")
                .contains("http://127.0.0.1:8082")
                .contains("/data/demo-keys")
                .contains("\n  curl -i -H \"Authorization: Bearer tg_freekey\""
                        + " http://127.0.0.1:8080/api/v1/identity\n")
                .doesNotContain("tg_otherkey");
    }
}
