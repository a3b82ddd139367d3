package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.SharedServices.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedServicesTest {
    @Test
    void shouldPreferThePropertyToTheEnvironment() {
        Map<String, String> environment = Map.of("TOLLGATE_BACKING", "containers");

        assertThat(SharedServices.wanted("embedded", environment)).isEqualTo("embedded");
        assertThat(SharedServices.wanted(null, environment)).isEqualTo("containers");
        assertThat(SharedServices.wanted(null, Map.of())).isEmpty();
    }

    @Test
    void shouldKnowBothNamesAndRefuseAnyOther() {
        assertThat(SharedServices.named("containers")).isEqualTo(Kind.CONTAINERS);
        assertThat(SharedServices.named("Embedded")).isEqualTo(Kind.EMBEDDED);
        assertThatThrownBy(() -> SharedServices.named("docker"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("docker")
                .hasMessageContaining("containers")
                .hasMessageContaining("embedded");
    }
}
