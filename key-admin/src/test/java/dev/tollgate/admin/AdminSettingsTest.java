package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

class AdminSettingsTest {
    private static final String PEPPER = "cGVwcGVyLXBlcHBlci1wZXBwZXItcGVwcGVyLXBlcHBlcg==";

    @Test
    void shouldHaveTheseDefaults() throws IOException {
        StandardEnvironment environment = environment(Map.of());

        assertThat(settings(environment))
                .isEqualTo(new AdminSettings("127.0.0.1:19092", "", Path.of(".tollgate"), "", "tg", ""));
        assertThat(environment.getProperty("server.port")).isEqualTo("8081");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("spring.datasource.url"))
                .isEqualTo("jdbc:postgresql://127.0.0.1:15432/tollgate");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("tollgate");
        assertThat(environment.getProperty("spring.datasource.password")).isEmpty();
    }

    @Test
    void shouldTakeWhatTheEnvironmentSays() throws IOException {
        StandardEnvironment environment = environment(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
                "TOLLGATE_DATA_DIR", "/var/lib/tollgate",
                "TOLLGATE_ADMIN_TOKEN", "a-token-from-the-environment",
                "TOLLGATE_KEY_PREFIX", "acme",
                "TOLLGATE_KEY_PEPPERS", "1:" + PEPPER,
                "TOLLGATE_BIND_ADDRESS", "0.0.0.0",
                "KEY_ADMIN_PORT", "9081",
                "DATABASE_URL", "jdbc:postgresql://db/x",
                "DATABASE_USER", "u",
                "DATABASE_PASSWORD", "p"));

        assertThat(settings(environment))
                .isEqualTo(new AdminSettings(
                        "kafka-1:9092,kafka-2:9092",
                        "",
                        Path.of("/var/lib/tollgate"),
                        "a-token-from-the-environment",
                        "acme",
                        "1:" + PEPPER));
        assertThat(environment.getProperty("server.port")).isEqualTo("9081");
        assertThat(environment.getProperty("server.address")).isEqualTo("0.0.0.0");
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo("jdbc:postgresql://db/x");
    }

    @Test
    void shouldPrintNoToken() {
        assertThat(new AdminSettings("k:1", "", Path.of("d"), "a-secret-of-some-length", "tg", "1:" + PEPPER)
                        .toString())
                .doesNotContain("a-secret-of-some-length", PEPPER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAFKA_BOOTSTRAP_SERVERS | ' ' | KAFKA_BOOTSTRAP_SERVERS must name at least one broker.",
                "TOLLGATE_KEY_PEPPERS | 1:c2hvcnQ= | TOLLGATE_KEY_PEPPERS must be like 2:<base64>,1:<base64>, the one for new keys first: a secret has fewer than 32 bytes.",
                "TOLLGATE_KEY_PREFIX | a-b | The prefix of API keys must be 1 to 16 letters and digits.",
                "TOLLGATE_KEY_PREFIX | '' | The prefix of API keys must be 1 to 16 letters and digits."
            })
    void shouldSayPlainlyWhatCannotBe(String variable, String value, String sentence) throws IOException {
        StandardEnvironment environment = environment(Map.of(variable, value));

        assertThatThrownBy(() -> settings(environment))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessage(sentence);
    }

    private static AdminSettings settings(StandardEnvironment environment) {
        return Binder.get(environment).bindOrCreate("tollgate", AdminSettings.class);
    }

    /** The file that the application has, with nothing but these variables set. */
    private static StandardEnvironment environment(Map<String, Object> variables) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        new YamlPropertySourceLoader()
                .load("key-admin", new ClassPathResource("key-admin.yml"))
                .forEach(environment.getPropertySources()::addLast);
        return environment;
    }
}
