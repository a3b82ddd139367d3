package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Route;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * One line of the rule file.
 *
 * @param method the method in capitals, or {@link #ANY_METHOD}
 * @param path which paths
 * @param route what they are
 */
record Rule(String method, PathPattern path, Route route) {
    static final String ANY_METHOD = "*";

    /** Whether it is about such a request. A rule for GET is one for HEAD too: upstreams answer both alike. */
    boolean matches(String requestMethod, PathContainer requestPath) {
        boolean methodMatches = method.equals(ANY_METHOD)
                || method.equals(requestMethod)
                || (method.equals("GET") && requestMethod.equals("HEAD"));
        return methodMatches && path.matches(requestPath);
    }
}
