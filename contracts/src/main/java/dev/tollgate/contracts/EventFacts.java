package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.Outcome;
import org.jspecify.annotations.Nullable;

/** What there is to tell of a decided request of a known key, wherever it stands. */
public interface EventFacts {
    /** The gateway's run that decided it. */
    long epoch();

    /** The UTC day it was decided in, as the gate saw it: days since 1970-01-01. */
    int day();

    /** When, in milliseconds since 1970. */
    long decidedAtMs();

    /** Who made it. */
    Caller caller();

    /** What was asked for, from a bounded set. */
    RouteName routeName();

    /** What was decided. */
    Outcome outcome();

    /** What it counts if admitted; 1 unless a rule says otherwise. */
    long cost();

    /** Why a quota refusal was one. */
    RequestEvent.@Nullable Refusal refusal();
}
