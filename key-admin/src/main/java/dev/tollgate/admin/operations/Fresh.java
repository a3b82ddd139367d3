package dev.tollgate.admin.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What takes some effort to find out, and is the same for all who look within a while: found out once in it. */
final class Fresh<T> {
    private final Clock clock;
    private final Duration length;
    private final Supplier<T> source;
    private @Nullable T last;
    private Instant foundAt = Instant.EPOCH;

    Fresh(Clock clock, Duration length, Supplier<T> source) {
        this.clock = clock;
        this.length = length;
        this.source = source;
    }

    synchronized T get() {
        T known = last;
        Instant now = clock.instant();
        if (known == null || foundAt.plus(length).isBefore(now) || now.isBefore(foundAt)) {
            known = source.get();
            last = known;
            foundAt = clock.instant();
        }
        return known;
    }
}
