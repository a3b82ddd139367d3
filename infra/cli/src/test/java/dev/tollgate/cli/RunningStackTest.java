package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunningStackTest {
    @Test
    void shouldLookWhereUpListensIfNothingIsSaid() {
        assertThat(new RunningStack(Map.of()).address()).hasToString("http://127.0.0.1:8081");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,127.0.0.1", "::,[::1]", "::1,[::1]", "192.0.2.7,192.0.2.7", "key-admin,key-admin"})
    void shouldLookWhereKeyAdminListens(String bound, String host) {
        RunningStack stack = new RunningStack(Map.of("TOLLGATE_BIND_ADDRESS", bound, "KEY_ADMIN_PORT", "9000"));

        assertThat(stack.address()).hasToString("http://" + host + ":9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "80 80", "123456"})
    void shouldSayWhatAPortIs(String port) {
        assertThatThrownBy(() -> new RunningStack(Map.of("KEY_ADMIN_PORT", port)).address())
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("KEY_ADMIN_PORT is \"" + port + "\"; a port is a number from 1 to 65535.");
    }

    @Test
    void shouldSayWhatIsNoAddress() {
        assertThatThrownBy(() -> new RunningStack(Map.of("TOLLGATE_BIND_ADDRESS", "not one")).address())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("TOLLGATE_BIND_ADDRESS");
    }
}
