package dev.tollgate.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the database of a single machine is told: durable like any other, only smaller. */
final class DatabaseConfig {
    private DatabaseConfig() {}

    /** The text of {@code postgresql.conf}. */
    static String of(int port) {
        return settings(port).entrySet().stream()
                .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
                .collect(Collectors.joining(
                        "", "# Written anew at every start: a change made here does not stay.\n", ""));
    }

    private static Map<String, String> settings(int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        // Clients come by TCP only: no socket file that another user of the machine could reach.
        settings.put("unix_socket_directories", "");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("max_connections", "60");
        settings.put("jit", "off");
        // To start another process for a question takes longer than most answers do, and all else here needs the cores,
        // too.
        settings.put("max_parallel_workers_per_gather", "0");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("datestyle", "iso, ymd");
        settings.put("log_min_messages", "warning");
        // Statements can carry what a person typed: the log names the error, not the statement.
        settings.put("log_min_error_statement", "panic");
        settings.put("log_line_prefix", "%m [%p] ");
        return settings;
    }
}
