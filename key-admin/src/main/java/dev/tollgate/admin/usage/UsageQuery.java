package dev.tollgate.admin.usage;

import dev.tollgate.admin.web.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page of usage is asked for: in its address, so that a link shows the same.
 *
 * @param period which days
 * @param by {@code hour}, {@code day} or {@code month}
 * @param key of which key only; null for all of the account
 */
record UsageQuery(UsagePeriod period, String by, @Nullable String key) {
    static final String HOUR = "hour";
    static final String DAY = "day";
    static final String MONTH = "month";

    private static final List<Ready> READY = List.of(
            new Ready("Today", 1, HOUR),
            new Ready("7 days", 7, DAY),
            new Ready("30 days", 30, DAY),
            new Ready("90 days", 90, DAY),
            new Ready("12 months", 365, MONTH));

    private record Ready(String title, int days, String by) {}

    /** A range up to today that is offered. */
    record Range(String title, LocalDate from, String by, boolean chosen) {}

    static UsageQuery of(HttpServletRequest request, LocalDate today) {
        Form form = new Form(request, "from", "to", "by", "key");
        String by = form.textOrEmpty("by").isEmpty() ? DAY : form.textOrEmpty("by");
        UsagePeriod period = UsagePeriod.of(form.text("from"), form.text("to"), by.equals(MONTH) ? DAY : by, today);
        return new UsageQuery(period, by, form.text("key"));
    }

    /** The ranges that are offered. */
    List<Range> ranges(LocalDate today) {
        return READY.stream()
                .map(ready -> new Range(
                        ready.title(),
                        today.minusDays(ready.days() - 1L),
                        ready.by(),
                        period.to().equals(today) && days() == ready.days() && by.equals(ready.by())))
                .toList();
    }

    /** How many they are. */
    public long days() {
        return ChronoUnit.DAYS.between(period.from(), period.to()) + 1;
    }

    /** As many days, right before. */
    UsagePeriod before() {
        return new UsagePeriod(period.from().minusDays(days()), period.from().minusDays(1), false);
    }
}
