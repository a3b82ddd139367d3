package dev.tollgate.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** The Tollgate that runs, found by the variables that {@code ./tollgate up} takes. */
final class RunningStack {
    private static final String PORT = "KEY_ADMIN_PORT";
    private static final String BIND_ADDRESS = "TOLLGATE_BIND_ADDRESS";
    private static final String DATA_DIR = "TOLLGATE_DATA_DIR";
    private static final String ADMIN_TOKEN = "TOLLGATE_ADMIN_TOKEN";

    private final Map<String, String> environment;

    RunningStack(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Its key-admin. Nothing is sent yet.
     *
     * @throws CommandFailedException if a variable makes no sense, or there is no admin token
     */
    KeyAdmin keyAdmin() {
        return new KeyAdmin(address(), token());
    }

    /** Where key-admin listens, as a URL that works on this machine also where it listens on every address. */
    URI address() {
        String bound = text(BIND_ADDRESS, "127.0.0.1");
        String host =
                switch (bound) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::" -> "[::1]";
                    default -> bound.contains(":") ? "[" + bound + "]" : bound;
                };
        String port = text(PORT, "8081");
        if (!port.matches("[0-9]{1,5}")) {
            throw new CommandFailedException(PORT + " is \"" + port + "\"; a port is a number from 1 to 65535.");
        }
        try {
            return URI.create("http://" + host + ":" + port);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(BIND_ADDRESS + " is \"" + bound + "\", which is no address.", e);
        }
    }

    private String token() {
        String given = text(ADMIN_TOKEN, "");
        String token = given.isEmpty() ? keptToken() : given;
        if (!token.matches("[!-~]+")) {
            // A header could not hold it; and which character it is must not be told.
            throw new CommandFailedException("The admin token has characters that no admin token has: set "
                    + ADMIN_TOKEN + " to the one that key-admin was started with.");
        }
        return token;
    }

    private String keptToken() {
        Path file = tokenFile();
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailedException(
                    "There is no admin token in " + file + ": call it where ./tollgate up was started, set " + DATA_DIR
                            + " to its folder, or " + ADMIN_TOKEN + " to the token.",
                    e);
        }
    }

    private Path tokenFile() {
        try {
            return Path.of(text(DATA_DIR, ".tollgate")).resolve("admin-token");
        } catch (InvalidPathException e) {
            throw new CommandFailedException(DATA_DIR + " cannot name a folder: " + e.getReason() + ".", e);
        }
    }

    private String text(String variable, String otherwise) {
        String text = environment.getOrDefault(variable, "").strip();
        return text.isEmpty() ? otherwise : text;
    }
}
