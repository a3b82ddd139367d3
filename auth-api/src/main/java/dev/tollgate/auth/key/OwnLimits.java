package dev.tollgate.auth.key;

/**
 * Limits of a key's own. The lower of them and the plan's acts.
 *
 * @param daily cost a UTC day of the key's lineage, or {@link Plan#UNLIMITED}; acts where the plan counts by key
 * @param burstPerSecond requests a second of the key's lineage, or {@link Plan#UNLIMITED}
 * @param version grows with each change of the lineage's own limits
 */
public record OwnLimits(long daily, long burstPerSecond, long version) {
    /** Those of a key that has never had any. */
    public static final OwnLimits NONE = new OwnLimits(Plan.UNLIMITED, Plan.UNLIMITED, 0);
}
