package dev.tollgate.admin.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without the admin token, but to see whether key-admin is well. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdminTokenFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final AdminToken token;

    AdminTokenFilter(AdminToken token) {
        this.token = token;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getServletPath();
        boolean open = path.equals("/actuator/prometheus")
                || path.equals("/actuator/health")
                || path.startsWith("/actuator/health/");
        String problem = open ? null : problem(Collections.list(request.getHeaders("Authorization")));
        if (problem == null) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("WWW-Authenticate", "Bearer");
            ProblemWriter.write(response, HttpStatus.UNAUTHORIZED, problem);
        }
    }

    /** Why the caller is not let in; null if they are. */
    private @Nullable String problem(List<String> authorization) {
        if (authorization.size() != 1 || !authorization.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "Send the header Authorization: Bearer <admin token>.";
        }
        return token.matches(authorization.get(0).substring(SCHEME.length()).strip())
                ? null
                : "This is not the admin token.";
    }
}
