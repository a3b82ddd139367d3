package dev.tollgate.auth.allowance;

/**
 * Time as a lease needs it: both clocks of the machine, because each can mislead. The wall clock can be set; the
 * monotonic one may stand still while the machine sleeps.
 */
public interface GateClock {
    /** The machine's own clocks. */
    GateClock SYSTEM = new GateClock() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Milliseconds since 1970. */
    long millis();

    /** Nanoseconds since any fixed moment. */
    long nanos();

    /** This moment on both. */
    default Moment now() {
        return new Moment(millis(), nanos());
    }

    /**
     * A moment on both clocks.
     *
     * @param millis since 1970
     * @param nanos monotonic
     */
    record Moment(long millis, long nanos) {
        /** Whether {@code durationMs} have gone by since, on either clock. */
        boolean isOver(long durationMs, Moment now) {
            return isOver(durationMs, now.millis, now.nanos);
        }

        /** Likewise, of a moment that is only looked at. */
        boolean isOver(long durationMs, long nowMillis, long nowNanos) {
            return isSurelyOver(durationMs, nowNanos) || nowMillis - millis >= durationMs;
        }

        /** Whether {@code durationMs} have certainly gone by since: the monotonic clock is never ahead of the time. */
        boolean isSurelyOver(long durationMs, Moment now) {
            return isSurelyOver(durationMs, now.nanos);
        }

        private boolean isSurelyOver(long durationMs, long nowNanos) {
            return nowNanos - nanos >= durationMs * 1_000_000L;
        }

        boolean isBefore(Moment other) {
            return nanos - other.nanos < 0;
        }
    }
}
