package dev.tollgate.cli;

import org.jspecify.annotations.Nullable;

/** A command could not be carried out. Its message is one line that says what to do, and holds no secret. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailedException(String message) {
        this(message, null);
    }

    CommandFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
