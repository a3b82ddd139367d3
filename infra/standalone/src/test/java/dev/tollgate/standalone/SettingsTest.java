package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.embedded.ServerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void shouldHaveTheseDefaults() {
        assertThat(Settings.of(List.of(), Map.of()))
                .isEqualTo(new Settings(
                        Path.of(".tollgate"), false, false, true, "127.0.0.1", 8080, 8081, 8082, 19092, 15432));
    }

    @Test
    void shouldReadEachOptionAndVariable() {
        // Given
        Map<String, String> environment = Map.of(
                "TOLLGATE_DATA_DIR", "/data/gate",
                "TOLLGATE_BIND_ADDRESS", "0.0.0.0",
                "AUTH_API_PORT", "1",
                "KEY_ADMIN_PORT", "2",
                "METERING_PORT", "3",
                "KAFKA_PORT", "4",
                "POSTGRES_PORT", "6");

        // When
        Settings settings = Settings.of(List.of("--verbose", "--fresh", "--no-demo"), environment);

        // Then
        assertThat(settings)
                .isEqualTo(new Settings(Path.of("/data/gate"), true, true, false, "0.0.0.0", 1, 2, 3, 4, 6));
    }

    @Test
    void shouldTakeAnEmptyVariableForNone() {
        assertThat(Settings.of(List.of(), Map.of("KAFKA_PORT", " ")).kafkaPort())
                .isEqualTo(19092);
    }

    @Test
    void shouldSayWhichVariableIsNoPort() {
        assertRefused(Map.of("KAFKA_PORT", "many"), "KAFKA_PORT is \"many\"");
        assertRefused(Map.of("AUTH_API_PORT", "0"), "AUTH_API_PORT is 0");
        assertRefused(Map.of("POSTGRES_PORT", "65536"), "POSTGRES_PORT is 65536");
        assertRefused(Map.of("KAFKA_PORT", "65535"), "KAFKA_PORT + 1 is 65536");
    }

    @Test
    void shouldSayWhichPartsWantTheSamePort() {
        assertRefused(Map.of("METERING_PORT", "8080"), "AUTH_API_PORT and METERING_PORT are both 8080");
        assertRefused(Map.of("POSTGRES_PORT", "19093"), "KAFKA_PORT + 1 and POSTGRES_PORT are both 19093");
    }

    @Test
    void shouldNotSpeakHttpWhereTlsIsAskedFor() {
        assertRefused(
                Map.of("SERVER_SSL_BUNDLE", "tollgate"), "SERVER_SSL_BUNDLE is set, but what runs as one process");
    }

    @Test
    void shouldRefuseAnOptionThatItDoesNotKnow() {
        assertThatThrownBy(() -> Settings.of(List.of("--frsh"), Map.of()))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("--frsh");
    }

    @Test
    void shouldTellTheApplicationsWhatTheirOwnJarsWouldBeTold() {
        assertThat(Settings.of(List.of(), Map.of("TOLLGATE_DATA_DIR", "/data/gate"))
                        .asVariables())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092",
                        "TOLLGATE_DATA_DIR", "/data/gate",
                        "TOLLGATE_BIND_ADDRESS", "127.0.0.1",
                        "AUTH_API_PORT", "8080",
                        "KEY_ADMIN_PORT", "8081",
                        "METERING_PORT", "8082"));
    }

    private static void assertRefused(Map<String, String> environment, String sentence) {
        assertThatThrownBy(() -> Settings.of(List.of(), environment))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(sentence);
    }
}
