package dev.tollgate.admin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final String A = "acc_00000000000000000000000001";
    private static final String B = "acc_00000000000000000000000002";
    private static final String C = "acc_00000000000000000000000003";

    @Test
    void shouldBeginAtTheStartWithFifty() {
        assertThat(Page.Request.of(null, null)).isEqualTo(new Page.Request("", 50));
        assertThat(Page.Request.of("200", A)).isEqualTo(new Page.Request(A, 200));
    }

    @Test
    void shouldPointToTheNextPartOnlyIfThereIsOne() {
        Page.Request two = new Page.Request("", 2);

        assertThat(Page.of(List.of(A, B, C), two, id -> id)).isEqualTo(new Page<>(List.of(A, B), B));
        assertThat(Page.of(List.of(A, B), two, id -> id)).isEqualTo(new Page<>(List.of(A, B), null));
        assertThat(Page.of(List.<String>of(), two, id -> id)).isEqualTo(new Page<>(List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "201", "-1", "+1", "1.0", " 1", "ten", "١", "999999999999"})
    void shouldRefuseAnyOtherLimit(String limit) {
        assertThatThrownBy(() -> Page.Request.of(limit, null))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .containsExactly(new FieldError("limit", "must be from 1 to 200")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "acc_1", "acc_0000000000000000000000000A", "' OR 1=1 --", A + "0"})
    void shouldRefuseAnyOtherCursor(String cursor) {
        assertThatThrownBy(() -> Page.Request.of(null, cursor)).isInstanceOf(ProblemException.class);
    }
}
