package dev.tollgate.auth.http;

import java.util.Enumeration;
import java.util.Locale;

/** Whether a client prefers problem details (RFC 9457) to the short error body, by its Accept headers (RFC 9110). */
final class ProblemPreference {
    private ProblemPreference() {}

    /**
     * True if application/problem+json is listed by name and application/json is not rated higher. A wildcard does not
     * ask for it: browsers and libraries send one without a thought.
     */
    static boolean of(Enumeration<String> acceptHeaders) {
        double problem = 0;
        double json = 0;
        while (acceptHeaders.hasMoreElements()) {
            String header = acceptHeaders.nextElement().toLowerCase(Locale.ROOT);
            // The common case, and cheap.
            if (!header.contains("json")) {
                continue;
            }
            for (String range : header.split(",", -1)) {
                String type = range.split(";", 2)[0].strip();
                if (type.equals(Answer.PROBLEM)) {
                    problem = Math.max(problem, quality(range));
                } else if (type.equals(Answer.JSON)) {
                    json = Math.max(json, quality(range));
                }
            }
        }
        return problem > 0 && problem >= json;
    }

    /** The range's q; 1 where there is none, 0 where it makes no sense. */
    private static double quality(String range) {
        for (String parameter : range.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                String value = text.substring(2).strip();
                return value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : 0;
            }
        }
        return 1;
    }
}
