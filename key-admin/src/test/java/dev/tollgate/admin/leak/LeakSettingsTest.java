package dev.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "https://api.example.com/keys", "http://127.0.0.1:8000/keys"})
    void shouldTakeAnAddressThatNobodyCanListenAt(String url) {
        assertThat(new LeakSettings(url, "revoke").revokes()).isTrue();
        assertThat(new LeakSettings(url, "flag").revokes()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.example.com/keys", "ftp://127.0.0.1/keys", "api.example.com"})
    void shouldTakeNoOther(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeakSettings(url, "revoke"))
                .withMessageContaining("TOLLGATE_LEAK_PUBLIC_KEYS_URL");
    }

    @Test
    void shouldKnowWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeakSettings("", "ignore"))
                .withMessageContaining("TOLLGATE_LEAK_ACTION");
    }
}
