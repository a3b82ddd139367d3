package dev.tollgate.benchmarks.report;

import org.jspecify.annotations.Nullable;

/**
 * A figure.
 *
 * @param name what was measured
 * @param value the median of its rounds
 * @param low the lowest of them
 * @param high the highest of them
 * @param unit of the three
 * @param peer whom it stands beside; null for nobody
 * @param peerValue the peer's median; null where the peer is not there
 * @param ratio the median of the ratios of each round; null where there is no peer
 * @param goal for the ratio, or where there is no peer for the value; null for none
 * @param onlyInFull whether a quick run does without it
 */
public record Row(
        String name,
        double value,
        double low,
        double high,
        String unit,
        @Nullable String peer,
        @Nullable Double peerValue,
        @Nullable Double ratio,
        @Nullable Goal goal,
        boolean onlyInFull) {

    /** A figure by itself. */
    public static Row alone(String name, Samples value, String unit, @Nullable Goal goal) {
        return new Row(name, value.median(), value.lowest(), value.highest(), unit, null, null, null, goal, false);
    }

    /** A figure beside that of a peer, measured in the same rounds. */
    public static Row beside(
            String name, Samples value, String unit, String peer, @Nullable Samples peerValue, @Nullable Goal goal) {
        Samples theirs = peerValue == null || peerValue.isEmpty() ? null : peerValue;
        return new Row(
                name,
                value.median(),
                value.lowest(),
                value.highest(),
                unit,
                theirs == null ? peer + " (not installed)" : peer,
                theirs == null ? null : theirs.median(),
                theirs == null ? null : value.dividedBy(theirs).median(),
                goal,
                false);
    }

    /** The same, of a full run only. */
    public Row onlyOfFull() {
        return new Row(name, value, low, high, unit, peer, peerValue, ratio, goal, true);
    }

    /** In which runs it is, for a person. */
    String run() {
        return onlyInFull ? "full" : "quick, full";
    }

    /** Whether the goal is reached; null where there is none, or the peer is missing. */
    @Nullable
    Boolean met() {
        if (goal == null) {
            return null;
        }
        if (peer == null) {
            return goal.isMet(value);
        }
        return ratio == null ? null : goal.isMet(ratio);
    }
}
