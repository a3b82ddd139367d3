package dev.tollgate.standalone;

/**
 * What runs in this process, in the order in which it stops: first who takes requests, then who works on what they left,
 * then what everybody stands on.
 */
enum Part {
    READINESS("the watch over readiness"),
    AUTH_API("auth-api"),
    METERING("metering-streams"),
    KEY_ADMIN("key-admin"),
    BROKER("the Kafka broker"),
    DATABASE("PostgreSQL"),
    DATA_FOLDER("the data folder");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    /** Its name for a person. */
    String title() {
        return title;
    }
}
