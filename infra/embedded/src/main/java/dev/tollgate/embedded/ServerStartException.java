package dev.tollgate.embedded;

import java.io.Serial;

/** A server cannot start here. The message is one plain sentence for the person who tried, with what to change. */
public final class ServerStartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public ServerStartException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public ServerStartException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** What to tell the person. */
    public String sentence() {
        return sentence;
    }
}
