package dev.tollgate.admin.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How sure it is what a UTC day's usage comes to. */
public enum DayState {
    /** It goes on, or what belongs to it may still come. */
    PROVISIONAL,
    /** As an invoice has it, or will have it. */
    FINAL,
    /** Usage came later still, or somebody has corrected it: an invoice that was made before is settled by a later one. */
    REVISED;

    /** How long usage of a day may come late, and still be in time. */
    public static final Duration GRACE = Duration.ofHours(24);

    /** How long it may come at all: the pipeline takes forty days, and those around them are for clocks. */
    public static final int LATE_DAYS = 45;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in the API. */
    public String word() {
        return word;
    }

    /**
     * The state of a day.
     *
     * @param countedAt when usage of it came last; null if it never did, or is not known
     * @param corrected whether somebody has corrected it
     * @param complete up to when usage is known; null if that is not known
     */
    static DayState of(
            LocalDate day, @Nullable Instant countedAt, boolean corrected, @Nullable Instant complete, Instant now) {
        Instant end = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant closed = end.plus(GRACE);
        if (now.isBefore(closed) || complete == null || complete.isBefore(end)) {
            return PROVISIONAL;
        }
        boolean late = countedAt != null && !countedAt.isBefore(closed);
        return late || corrected ? REVISED : FINAL;
    }
}
