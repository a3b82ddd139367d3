package dev.tollgate.metering.event;

/** How much others are told of usage. */
public enum Detail {
    /** Nothing. */
    OFF,
    /** Each request. */
    REQUEST,
    /** What each batch adds to each minute of each key. */
    MINUTE
}
