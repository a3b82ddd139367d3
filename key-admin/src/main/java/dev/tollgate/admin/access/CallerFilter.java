package dev.tollgate.admin.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Finds out who calls. */
abstract class CallerFilter extends OncePerRequestFilter {
    private final HandlerExceptionResolver problems;

    CallerFilter(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    /**
     * Who calls; null for whoever has not said so.
     *
     * @throws dev.tollgate.admin.web.ProblemException if they say they are somebody they are not
     */
    abstract @Nullable Caller callerOf(HttpServletRequest request);

    @Override
    protected final void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            Caller caller = callerOf(request);
            if (caller != null) {
                SecurityContextHolder.setContext(new SecurityContextImpl(new KnownCaller(caller)));
            }
        } catch (RuntimeException e) {
            if (problems.resolveException(request, response, null, e) == null) {
                throw e;
            }
            return;
        }
        chain.doFilter(request, response);
    }
}
