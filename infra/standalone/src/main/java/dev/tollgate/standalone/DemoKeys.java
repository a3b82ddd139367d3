package dev.tollgate.standalone;

import dev.tollgate.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The demo accounts and their keys, kept in a file that only its owner can read: a key is shown once by key-admin, and the
 * next start should show it again. Each step is written down at once, so that an interrupted start goes on where it stopped.
 */
final class DemoKeys {
    private static final String TITLE =
            "# Demo accounts, and the API keys of those that are one for each plan. Keep it to yourself.\n";
    private static final String ACCOUNT = ".account";
    private static final String KEY = ".key";
    private static final String KEY_ID = ".key-id";
    private static final String PAST = ".past";

    private final Map<String, String> lines;

    private DemoKeys(Map<String, String> lines) {
        this.lines = lines;
    }

    static DemoKeys none() {
        return new DemoKeys(Map.of());
    }

    /** Reads the file; one that is not there holds nothing. */
    static DemoKeys read(Path file) throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        List<String> text = Files.exists(file) ? Files.readAllLines(file) : List.of();
        for (String line : text) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                lines.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new DemoKeys(lines);
    }

    Optional<String> account(String plan) {
        return Optional.ofNullable(lines.get(plan + ACCOUNT));
    }

    Optional<String> key(String plan) {
        return Optional.ofNullable(lines.get(plan + KEY));
    }

    void putAccount(Path file, String plan, String accountId) throws IOException {
        put(file, plan + ACCOUNT, accountId);
    }

    void putKey(Path file, String plan, String key) throws IOException {
        put(file, plan + KEY, key);
    }

    /** The id of a key that nobody is shown. */
    Optional<String> keyId(String name) {
        return Optional.ofNullable(lines.get(name + KEY_ID));
    }

    void putKeyId(Path file, String name, String id) throws IOException {
        put(file, name + KEY_ID, id);
    }

    /** Whether the past of a company has been told. */
    boolean hasPast(String company) {
        return lines.containsKey(company + PAST);
    }

    void putPast(Path file, String company) throws IOException {
        put(file, company + PAST, "told");
    }

    private void put(Path file, String name, String value) throws IOException {
        lines.put(name, value);
        StringBuilder text = new StringBuilder(TITLE);
        lines.forEach((n, v) -> text.append(n).append('=').append(v).append('\n'));
        PrivateFiles.write(file, text.toString());
    }

    /** The keys by the id of their plan. */
    Map<String, String> byPlan() {
        Map<String, String> keys = new LinkedHashMap<>();
        lines.forEach((name, value) -> {
            if (name.endsWith(KEY)) {
                keys.put(name.substring(0, name.length() - KEY.length()), value);
            }
        });
        return keys;
    }
}
