package dev.tollgate.admin.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** People with a browser say who they are by the cookie of a session. */
final class SessionFilter extends CallerFilter {
    private final SessionCallers people;

    SessionFilter(SessionCallers people, HandlerExceptionResolver problems) {
        super(problems);
        this.people = people;
    }

    @Override
    @Nullable
    Caller callerOf(HttpServletRequest request) {
        String cookie = SessionCookie.in(request);
        return cookie == null ? null : people.callerIn(cookie).orElse(null);
    }
}
