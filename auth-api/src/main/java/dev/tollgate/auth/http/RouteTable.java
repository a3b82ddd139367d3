package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.springframework.http.server.PathContainer;

/**
 * Finds what a request asks for: by the operator's rules, else by its method and path with ids folded.
 *
 * <p>Names of routes are kept per key and day, so that their number is bounded: after {@value #FOLDED_MAX} folded ones
 * the rest is {@code other}. A stranger without a key cannot use them up.
 */
public final class RouteTable {
    static final int FOLDED_MAX = 200;
    static final Route OTHER = new Route("other", null, 1);

    private final List<Rule> rules;
    private final ConcurrentHashMap<String, Route> folded = new ConcurrentHashMap<>();

    private RouteTable(List<Rule> rules) {
        this.rules = rules;
    }

    /** Without rules. */
    public static RouteTable withoutRules() {
        return new RouteTable(List.of());
    }

    /**
     * With the rules of a file; the first that matches wins.
     *
     * @throws IllegalArgumentException with a plain sentence that names the line, if the file is not in order
     */
    public static RouteTable of(Path ruleFile) {
        return new RouteTable(RuleFile.read(ruleFile));
    }

    /** Whether scopes and costs depend on method and path. */
    boolean hasRules() {
        return !rules.isEmpty();
    }

    /**
     * What is asked for.
     *
     * @param method in capitals
     * @param path in its normal form
     * @param isKnownCaller asked before a new name is taken up
     */
    Route find(String method, String path, BooleanSupplier isKnownCaller) {
        if (hasRules()) {
            PathContainer container = PathContainer.parsePath(path);
            for (Rule rule : rules) {
                if (rule.matches(method, container)) {
                    return rule.route();
                }
            }
        }
        String name = PathFolding.fold(method, path);
        Route known = folded.get(name);
        if (known != null) {
            return known;
        }
        return isFull() || !isKnownCaller.getAsBoolean() ? OTHER : takeUp(name);
    }

    private boolean isFull() {
        return folded.size() >= FOLDED_MAX;
    }

    private synchronized Route takeUp(String name) {
        // Again, now that nobody else adds one.
        return isFull() ? folded.getOrDefault(name, OTHER) : folded.computeIfAbsent(name, n -> new Route(n, null, 1));
    }
}
