package dev.tollgate.metering.topology;

/**
 * Which days the pipeline still takes. All by the log's own time, so that processing it again decides the same.
 *
 * @param logDay the latest day that the log has reached
 */
record DayWindow(int logDay) {
    /** Usage of a day is kept for as long; a journal that comes back later goes to the dead letters. */
    static final int USAGE_DAYS = 40;

    /** Quotas of a day are kept for as long: nobody claims for a day that is over. */
    static final int QUOTA_DAYS = 3;

    /** A gateway's clock may be ahead by so much. */
    private static final int DAYS_AHEAD = 1;

    boolean takesUsageOf(int day) {
        return day > logDay - USAGE_DAYS && day <= logDay + DAYS_AHEAD;
    }

    boolean takesClaimsFor(int day) {
        return day > logDay - QUOTA_DAYS && day <= logDay + DAYS_AHEAD;
    }
}
