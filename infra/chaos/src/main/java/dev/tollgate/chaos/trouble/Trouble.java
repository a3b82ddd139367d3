package dev.tollgate.chaos.trouble;

import dev.tollgate.chaos.cluster.Server;
import java.util.Locale;

/**
 * Something that is done to a server, and undone after a while.
 *
 * @param kind what
 * @param server to whom
 * @param lengthMs how long until it is undone
 */
record Trouble(Kind kind, Server server, long lengthMs) {
    enum Kind {
        /** {@code kill -9}, and a start. */
        KILL,
        /** {@code kill -STOP}, and {@code kill -CONT}. */
        PAUSE,
        /** An orderly stop, and a start. */
        RESTART
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %s %.1f s", kind.name().toLowerCase(Locale.ROOT), server.name(), lengthMs / 1000.0);
    }
}
