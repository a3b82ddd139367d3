package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.web.ProblemException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsagePeriodTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @Test
    void shouldBeTheLastThirtyDaysWhereNothingIsSaid() {
        assertThat(UsagePeriod.of(null, null, null, TODAY))
                .isEqualTo(new UsagePeriod(LocalDate.of(2026, 10, 25), TODAY, false));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23,,day,2026-11-23,2026-11-23",
        "2026-11-01,,hour,2026-11-01,2026-11-23",
        ",2026-03-01,day,2026-01-31,2026-03-01",
        "2025-10-20,2026-11-23,day,2025-10-20,2026-11-23",
        "2026-10-24,2026-11-23,hour,2026-10-24,2026-11-23",
        "2027-01-01,2027-01-02,day,2027-01-01,2027-01-02",
        "0000-01-01,0000-01-01,day,0000-01-01,0000-01-01"
    })
    void shouldBeWhatIsAsked(
            @Nullable String from, @Nullable String to, String granularity, LocalDate first, LocalDate last) {
        assertThat(UsagePeriod.of(from, to, granularity, TODAY))
                .isEqualTo(new UsagePeriod(first, last, granularity.equals("hour")));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24,,day",
        "2026-11-02,2026-11-01,day",
        "2025-10-19,2026-11-23,day",
        "2026-10-23,2026-11-23,hour",
        "2026-02-29,,day",
        "+2026-11-01,,day",
        "+999999999-12-31,+999999999-12-31,day",
        ",-999999999-01-01,day",
        "20261101,,day",
        "2026-11-01,,minute",
        "2026-11-01,,''"
    })
    void shouldBeRefusedOtherwise(@Nullable String from, @Nullable String to, String granularity) {
        assertThatThrownBy(() -> UsagePeriod.of(from, to, granularity, TODAY)).isInstanceOf(ProblemException.class);
    }
}
