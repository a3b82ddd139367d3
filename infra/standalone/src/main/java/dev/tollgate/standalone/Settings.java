package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a start is told.
 *
 * @param dataDir where everything lies
 * @param fresh whether to delete what lies there first
 * @param verbose whether the console shows the whole log
 * @param demo whether to make demo accounts
 * @param bindAddress what the three applications listen on; broker and database listen on the loopback address only
 * @param authApiPort port of auth-api
 * @param keyAdminPort port of key-admin
 * @param meteringPort port of metering-streams
 * @param kafkaPort port of the broker; its controller takes the one above
 * @param postgresPort port of the database
 */
public record Settings(
        Path dataDir,
        boolean fresh,
        boolean verbose,
        boolean demo,
        String bindAddress,
        int authApiPort,
        int keyAdminPort,
        int meteringPort,
        int kafkaPort,
        int postgresPort) {
    static final String KAFKA_PORT = "KAFKA_PORT";
    static final String POSTGRES_PORT = "POSTGRES_PORT";

    private static final String DATA_DIR = "TOLLGATE_DATA_DIR";
    private static final String BIND_ADDRESS = "TOLLGATE_BIND_ADDRESS";
    private static final String SERVER_TLS = "SERVER_SSL_";
    private static final String FRESH = "--fresh";
    private static final String VERBOSE = "--verbose";
    private static final String NO_DEMO = "--no-demo";
    private static final List<String> OPTIONS = List.of(FRESH, VERBOSE, NO_DEMO);
    private static final int PORT_MAX = 65535;

    public Settings {
        dataDir = dataDir.toAbsolutePath().normalize();
        Map<Integer, String> names = new LinkedHashMap<>();
        requirePort(names, portVariable(Part.AUTH_API), authApiPort);
        requirePort(names, portVariable(Part.KEY_ADMIN), keyAdminPort);
        requirePort(names, portVariable(Part.METERING), meteringPort);
        requirePort(names, KAFKA_PORT, kafkaPort);
        requirePort(names, KAFKA_PORT + " + 1", kafkaPort + 1);
        requirePort(names, POSTGRES_PORT, postgresPort);
    }

    private static void requirePort(Map<Integer, String> names, String variable, int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new ServerStartException(variable + " is " + port + "; a port is a number from 1 to 65535.");
        }
        String other = names.put(port, variable);
        if (other != null) {
            throw new ServerStartException(
                    other + " and " + variable + " are both " + port + "; each needs a port of its own.");
        }
    }

    /**
     * Reads the arguments and the environment.
     *
     * @throws ServerStartException with a sentence for the person who typed them
     */
    static Settings of(List<String> arguments, Map<String, String> environment) {
        for (String argument : arguments) {
            if (!OPTIONS.contains(argument)) {
                throw new ServerStartException(
                        "There is no option " + argument + ", only " + String.join(", ", OPTIONS) + ".");
            }
        }
        for (String variable : environment.keySet()) {
            if (variable.startsWith(SERVER_TLS)) {
                throw new ServerStartException(
                        variable + " is set, but what runs as one process speaks HTTP: leave TLS to"
                                + " the proxy before it, or run the applications as services, see docs/operations.md.");
            }
        }
        return new Settings(
                dataDir(text(environment, DATA_DIR, ".tollgate")),
                arguments.contains(FRESH),
                arguments.contains(VERBOSE),
                !arguments.contains(NO_DEMO),
                text(environment, BIND_ADDRESS, "127.0.0.1"),
                port(environment, portVariable(Part.AUTH_API), 8080),
                port(environment, portVariable(Part.KEY_ADMIN), 8081),
                port(environment, portVariable(Part.METERING), 8082),
                port(environment, KAFKA_PORT, 19092),
                port(environment, POSTGRES_PORT, 15432));
    }

    /** The variable that chooses an application's port. */
    static String portVariable(Part application) {
        return switch (application) {
            case AUTH_API -> "AUTH_API_PORT";
            case KEY_ADMIN -> "KEY_ADMIN_PORT";
            case METERING -> "METERING_PORT";
            case READINESS, BROKER, DATABASE, DATA_FOLDER ->
                throw new IllegalArgumentException(application + " is no application");
        };
    }

    /** The applications and their ports. */
    Map<Part, Integer> applicationPorts() {
        return new EnumMap<>(
                Map.of(Part.AUTH_API, authApiPort, Part.KEY_ADMIN, keyAdminPort, Part.METERING, meteringPort));
    }

    /** The broker's address. */
    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The same, as the variables that an application run by its own jar would be given. */
    Map<String, String> asVariables() {
        Map<String, String> variables = new LinkedHashMap<>();
        applicationPorts().forEach((part, port) -> variables.put(portVariable(part), Integer.toString(port)));
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka());
        variables.put(DATA_DIR, dataDir.toString());
        variables.put(BIND_ADDRESS, bindAddress);
        return variables;
    }

    private static Path dataDir(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ServerStartException(DATA_DIR + " cannot name a folder: " + e.getReason() + ".", e);
        }
    }

    private static int port(Map<String, String> environment, String variable, int otherwise) {
        String text = text(environment, variable, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ServerStartException(
                    variable + " is \"" + text + "\"; a port is a number from 1 to " + PORT_MAX + ".", e);
        }
    }

    private static String text(Map<String, String> environment, String variable, String otherwise) {
        String text = environment.getOrDefault(variable, "").strip();
        return text.isEmpty() ? otherwise : text;
    }
}
