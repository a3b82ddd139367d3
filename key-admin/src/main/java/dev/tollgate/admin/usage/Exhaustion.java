package dev.tollgate.admin.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When a quota will be used up, if requests come as in the present hour and the one before. */
final class Exhaustion {
    private Exhaustion() {}

    /**
     * The moment; none if the UTC day ends before it, or nobody calls.
     *
     * @param left what is left of the quota
     * @param lastHour what was admitted in the hour before the present one, of the same day
     * @param thisHour what was admitted in the present hour so far
     */
    static Optional<Instant> at(long left, long lastHour, long thisHour, Instant now) {
        if (left <= 0) {
            return Optional.of(now);
        }
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        boolean firstOfTheDay = hour.atZone(ZoneOffset.UTC).getHour() == 0;
        Duration seen = Duration.between(hour, now).plus(firstOfTheDay ? Duration.ZERO : Duration.ofHours(1));
        long admitted = lastHour + thisHour;
        if (admitted == 0 || seen.isZero()) {
            return Optional.empty();
        }
        double seconds = (double) left / admitted * seen.toMillis() / 1_000;
        Instant dayEnd = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        return seconds < Duration.between(now, dayEnd).toSeconds()
                ? Optional.of(now.plusSeconds((long) seconds))
                : Optional.empty();
    }
}
