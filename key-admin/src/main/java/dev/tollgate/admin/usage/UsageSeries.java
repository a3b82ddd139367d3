package dev.tollgate.admin.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Usage over time, without gaps. */
final class UsageSeries {
    private static final int HOURS = 24;

    private final Map<Instant, Sum> sums = new LinkedHashMap<>();

    private static final class Sum {
        long admitted;
        long admittedRequests;
        long refusedRequests;
        final @Nullable Map<String, Long> outcomes;

        @Nullable
        Long corrected;

        @Nullable
        Instant countedAt;

        Sum(@Nullable Map<String, Long> outcomes) {
            this.outcomes = outcomes;
        }
    }

    /**
     * One day, or one hour.
     *
     * @param start when it begins
     * @param outcomes how many requests ended how; only by day
     * @param corrected what somebody has said that there was more than was counted, or less; only by day, where somebody has
     * @param state of the day: {@code provisional}, {@code final} or {@code revised}; only by day
     */
    record Point(
            Instant start,
            long admitted,
            long admittedRequests,
            long refusedRequests,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Long> outcomes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long corrected,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String state) {}

    /** All of it together. */
    record Total(long admitted, long admittedRequests, long refusedRequests) {}

    static UsageSeries ofDays(UsagePeriod period) {
        UsageSeries series = new UsageSeries();
        period.from()
                .datesUntil(period.to().plusDays(1))
                .forEach(day -> series.sums.put(start(day, 0), new Sum(new TreeMap<>())));
        return series;
    }

    static UsageSeries ofHours(UsagePeriod period) {
        UsageSeries series = new UsageSeries();
        period.from().datesUntil(period.to().plusDays(1)).forEach(day -> {
            for (int hour = 0; hour < HOURS; hour++) {
                series.sums.put(start(day, hour), new Sum(null));
            }
        });
        return series;
    }

    void add(LocalDate day, int hour, long admitted, long admittedRequests, long refusedRequests) {
        Sum sum = sums.get(start(day, hour));
        if (sum != null) {
            sum.admitted += admitted;
            sum.admittedRequests += admittedRequests;
            sum.refusedRequests += refusedRequests;
        }
    }

    void addOutcome(LocalDate day, String outcome, long requests) {
        Sum sum = sums.get(start(day, 0));
        if (sum != null && sum.outcomes != null) {
            sum.outcomes.merge(outcome, requests, Long::sum);
        }
    }

    void counted(LocalDate day, @Nullable Instant at) {
        Sum sum = sums.get(start(day, 0));
        if (sum != null) {
            sum.countedAt = at;
        }
    }

    void correct(LocalDate day, long requests) {
        Sum sum = sums.get(start(day, 0));
        if (sum != null) {
            sum.corrected = requests;
        }
    }

    List<Point> points() {
        return points((start, sum) -> null);
    }

    /**
     * The same, with how sure each day is.
     *
     * @param complete up to when usage is known; null if that is not known
     */
    List<Point> days(@Nullable Instant complete, Instant now) {
        return points((start, sum) -> DayState.of(
                        start.atOffset(ZoneOffset.UTC).toLocalDate(),
                        sum.countedAt,
                        sum.corrected != null,
                        complete,
                        now)
                .word());
    }

    private List<Point> points(BiFunction<Instant, Sum, @Nullable String> state) {
        List<Point> points = new ArrayList<>(sums.size());
        sums.forEach((start, sum) -> points.add(new Point(
                start,
                sum.admitted,
                sum.admittedRequests,
                sum.refusedRequests,
                sum.outcomes,
                sum.corrected,
                state.apply(start, sum))));
        return points;
    }

    /** The same by month, whole or not; without outcomes. */
    List<Point> months() {
        Map<Instant, List<Point>> months = new LinkedHashMap<>();
        for (Point point : points()) {
            LocalDate day = point.start().atZone(ZoneOffset.UTC).toLocalDate();
            months.computeIfAbsent(start(day.withDayOfMonth(1), 0), month -> new ArrayList<>())
                    .add(point);
        }
        return months.entrySet().stream()
                .map(month -> {
                    Total sum = sum(month.getValue());
                    return new Point(
                            month.getKey(),
                            sum.admitted(),
                            sum.admittedRequests(),
                            sum.refusedRequests(),
                            null,
                            null,
                            null);
                })
                .toList();
    }

    Total total() {
        return sum(points());
    }

    static Total sum(List<Point> points) {
        long admitted = 0;
        long admittedRequests = 0;
        long refusedRequests = 0;
        for (Point point : points) {
            admitted += point.admitted();
            admittedRequests += point.admittedRequests();
            refusedRequests += point.refusedRequests();
        }
        return new Total(admitted, admittedRequests, refusedRequests);
    }

    private static Instant start(LocalDate day, int hour) {
        return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }
}
