package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.auth.AuthApiSettings.Cors;
import dev.tollgate.auth.AuthApiSettings.Journal;
import dev.tollgate.auth.AuthApiSettings.OldSystem;
import dev.tollgate.auth.AuthApiSettings.Reports;
import dev.tollgate.auth.AuthApiSettings.Spill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class AuthApiSettingsTest {
    private static final String PEPPER = "cGVwcGVyLXBlcHBlci1wZXBwZXItcGVwcGVyLXBlcHBlcg==";

    @Test
    void shouldHaveTheseDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new AuthApiSettings(
                        "127.0.0.1:19092",
                        "",
                        ".tollgate",
                        List.of("127.0.0.0/8", "::1"),
                        null,
                        "",
                        new OldSystem("", ""),
                        60,
                        new Cors(List.of()),
                        new Journal(new Spill(DataSize.ofGigabytes(8)), Duration.ofSeconds(1)),
                        new Reports(List.of())));
    }

    @Test
    void shouldTakeWhatTheEnvironmentSays(@TempDir Path folder) throws IOException {
        String rules =
                Files.writeString(folder.resolve("rules.yml"), "rules: []").toString();
        Map<String, Object> environment = new HashMap<>(Map.of("TOLLGATE_REPORTS_METERS", "tokens,bytes_out"));
        environment.putAll(Map.of(
                "TOLLGATE_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
                "TOLLGATE_DATA_DIR", "/var/lib/tollgate",
                "TOLLGATE_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.1",
                "TOLLGATE_RULES_FILE", rules,
                "TOLLGATE_GUESS_LIMIT", "5",
                "TOLLGATE_KEY_PEPPERS", "1:" + PEPPER,
                "TOLLGATE_OLD_SYSTEM_URL", "https://old.example/keys",
                "TOLLGATE_CORS_ALLOWED_ORIGINS", "https://a.example,https://b.example",
                "TOLLGATE_JOURNAL_SPILL_MAX_SIZE", "64MB",
                "TOLLGATE_JOURNAL_FORCE_INTERVAL", "0"));

        assertThat(bind(environment))
                .isEqualTo(new AuthApiSettings(
                        "kafka-1:9092,kafka-2:9092",
                        "",
                        "/var/lib/tollgate",
                        List.of("10.0.0.0/8", "192.0.2.1"),
                        rules,
                        "1:" + PEPPER,
                        new OldSystem("https://old.example/keys", ""),
                        5,
                        new Cors(List.of("https://a.example", "https://b.example")),
                        new Journal(new Spill(DataSize.ofMegabytes(64)), Duration.ZERO),
                        new Reports(List.of("tokens", "bytes_out"))));
    }

    @Test
    void shouldPrintNoSecret() {
        assertThat(bind(Map.of(
                                "TOLLGATE_KEY_PEPPERS",
                                "1:" + PEPPER,
                                "TOLLGATE_OLD_SYSTEM_URL",
                                "https://old.example",
                                "TOLLGATE_OLD_SYSTEM_TOKEN",
                                "a-secret"))
                        .toString())
                .contains("https://old.example")
                .doesNotContain(PEPPER, "a-secret");
    }

    @Test
    void shouldTrustNobodyWhereToldSo() {
        assertThat(bind(Map.of("TOLLGATE_TRUSTED_PROXIES", "")).trustedProxies())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TOLLGATE_BOOTSTRAP_SERVERS | ' ' | KAFKA_BOOTSTRAP_SERVERS must say where Kafka is",
                "TOLLGATE_DATA_DIR | ' ' | TOLLGATE_DATA_DIR must name a folder.",
                "TOLLGATE_GUESS_LIMIT | 0 | TOLLGATE_GUESS_LIMIT must be from 1 to 1000000, not 0.",
                "TOLLGATE_KEY_PEPPERS | 1:c2hvcnQ= | TOLLGATE_KEY_PEPPERS must be like 2:<base64>,1:<base64>, the one for new keys first: a secret has fewer than 32 bytes.",
                "TOLLGATE_OLD_SYSTEM_URL | http://old.example | TOLLGATE_OLD_SYSTEM_URL must begin with https:// (http:// is for this machine's loopback address only).",
                "TOLLGATE_OLD_SYSTEM_URL | old example | TOLLGATE_OLD_SYSTEM_URL must begin with https:// (http:// is for this machine's loopback address only).",
                "TOLLGATE_OLD_SYSTEM_TOKEN | a b | TOLLGATE_OLD_SYSTEM_TOKEN must have visible ASCII characters only.",
                "TOLLGATE_RULES_FILE | /nowhere/rules.yml | TOLLGATE_RULES_FILE: The rule file /nowhere/rules.yml is not there.",
                "TOLLGATE_TRUSTED_PROXIES | 10.0.0.0/99 | TOLLGATE_TRUSTED_PROXIES: Not a CIDR range: 10.0.0.0/99",
                "TOLLGATE_TRUSTED_PROXIES | gateway | TOLLGATE_TRUSTED_PROXIES: Not an IP address: gateway",
                "TOLLGATE_CORS_ALLOWED_ORIGINS | example.com | Not an origin as a browser sends it",
                "TOLLGATE_JOURNAL_SPILL_MAX_SIZE | 63MB | TOLLGATE_JOURNAL_SPILL_MAX_SIZE must be 64MB or more, not 63MB.",
                "TOLLGATE_REPORTS_METERS | tokens,Bytes | TOLLGATE_REPORTS_METERS must be 20 names at most, with commas between them",
                "TOLLGATE_JOURNAL_FORCE_INTERVAL | -1s | TOLLGATE_JOURNAL_FORCE_INTERVAL must not be below 0.",
            })
    void shouldSayPlainlyWhatCannotBe(String variable, String value, String sentence) {
        assertThatThrownBy(() -> bind(Map.of(variable, value)))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(sentence);
    }

    private static AuthApiSettings bind(Map<String, Object> environment) {
        PropertySource<?> source = new SystemEnvironmentPropertySource("systemEnvironment", environment);
        return new Binder(ConfigurationPropertySources.from(source)).bindOrCreate("tollgate", AuthApiSettings.class);
    }
}
