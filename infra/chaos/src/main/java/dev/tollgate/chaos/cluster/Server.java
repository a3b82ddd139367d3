package dev.tollgate.chaos.cluster;

import java.io.IOException;

/** A server that can be hurt. Each call returns when its work is done; all may be made in any state. */
public interface Server {
    /** What a person calls it. */
    String name();

    /**
     * Starts it, unless it runs. It may not serve yet.
     *
     * @throws IOException if it cannot be started, or if all has been ended for good
     */
    void start() throws IOException;

    /** Ends all its processes at once, as {@code kill -9} does, also stopped ones. */
    void kill();

    /** Ends it in order, and waits for that; if it takes too long it is killed. */
    void stop();

    /** Stops its processes where they are, as {@code kill -STOP} does. */
    void pause();

    /** Lets them go on. */
    void resume();

    /** Kills it, and lets nobody start it again. */
    void end();
}
