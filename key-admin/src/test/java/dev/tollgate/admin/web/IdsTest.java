package dev.tollgate.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static String idAt(String moment) {
        return new Ids(Clock.fixed(Instant.parse(moment), ZoneOffset.UTC)).next("acc");
    }

    @Test
    void shouldHaveTheFormThatCursorsHave() {
        assertThat(Page.Request.of(null, idAt("2026-11-23T00:00:00Z")).after()).hasSize(30);
    }

    @Test
    void shouldSortByTime() {
        assertThat(idAt("2026-11-23T00:00:00.000Z")).isLessThan(idAt("2026-11-23T00:00:00.001Z"));
        assertThat(idAt("2026-12-31T23:59:59.999Z")).isLessThan(idAt("2027-01-01T00:00:00.000Z"));
        assertThat(idAt("2026-11-23T00:00:00Z")).isLessThan(idAt("9999-11-23T00:00:00Z"));
    }

    @Test
    void shouldNeverBeTheSameTwice() {
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> idAt("2026-11-23T00:00:00Z")))
                .doesNotHaveDuplicates();
    }
}
