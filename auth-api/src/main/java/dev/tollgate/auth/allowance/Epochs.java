package dev.tollgate.auth.allowance;

import java.io.IOException;

/** Who this gateway is, and the numbers of its runs. */
public interface Epochs {
    /** The gateway's id. */
    String gateway();

    /** The current epoch. */
    long epoch();

    /**
     * Begins the next epoch. None is ever used twice, whatever happens to the process.
     *
     * @throws IOException if that cannot be made sure
     */
    long nextEpoch() throws IOException;
}
