package dev.tollgate.auth.http;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The origins whose pages may call from a browser. Immutable. */
public final class CorsOrigins {
    private static final String ANY = "*";

    private final Set<String> origins;

    private CorsOrigins(Set<String> origins) {
        this.origins = origins;
    }

    /**
     * The origins that are written so: {@code https://app.example.com}, with a port where it is not the scheme's own, or
     * {@code *} for any.
     *
     * @throws IllegalArgumentException if one is of another form, which no browser would ever send
     */
    public static CorsOrigins of(List<String> origins) {
        origins.forEach(CorsOrigins::check);
        return new CorsOrigins(Set.copyOf(origins));
    }

    /** What to answer a page of {@code origin} in Access-Control-Allow-Origin; null if it is not allowed or there is none. */
    @Nullable
    String answerTo(@Nullable String origin) {
        if (origin == null) {
            return null;
        }
        if (origins.contains(ANY)) {
            return ANY;
        }
        return origins.contains(origin) ? origin : null;
    }

    private static void check(String origin) {
        if (origin.equals(ANY)) {
            return;
        }
        String problem = "Not an origin as a browser sends it (such as https://app.example.com): " + origin;
        try {
            URI uri = URI.create(origin);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            String path = uri.getRawPath();
            if (!web || uri.getHost() == null || uri.getUserInfo() != null || path == null || !path.isEmpty()) {
                throw new IllegalArgumentException(problem);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }
}
