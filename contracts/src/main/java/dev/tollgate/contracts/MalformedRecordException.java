package dev.tollgate.contracts;

/** A record's bytes are not what its topic holds. The message says what is wrong and never repeats the bytes. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
