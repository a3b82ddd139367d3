package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** The token for key-admin: the one that was given by the environment, or the one that key-admin made. */
final class AdminToken {
    private static final String VARIABLE = "TOLLGATE_ADMIN_TOKEN";

    private final Map<String, String> environment;
    private final DataFolder folder;

    AdminToken(Map<String, String> environment, DataFolder folder) {
        this.environment = environment;
        this.folder = folder;
    }

    private String given() {
        return environment.getOrDefault(VARIABLE, "");
    }

    /** Where a person finds it; never the token itself. */
    String place() {
        return given().isBlank() ? folder.adminToken().toString() : "the one in " + VARIABLE;
    }

    /** The token. Only to be sent to key-admin. */
    String value() {
        if (!given().isBlank()) {
            return given();
        }
        try {
            return Files.readString(folder.adminToken()).strip();
        } catch (IOException e) {
            throw new ServerStartException("The admin token in " + folder.adminToken() + " cannot be read.", e);
        }
    }
}
