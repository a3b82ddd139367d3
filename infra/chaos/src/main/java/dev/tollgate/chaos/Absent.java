package dev.tollgate.chaos;

/** Who can be away in an outage. */
enum Absent {
    KAFKA,
    POSTGRES
}
