package dev.tollgate.admin.access;

import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Has people sign in, and come back to where they wanted to go; tells programs that they must say who they are. */
final class SignInEntryPoint implements AuthenticationEntryPoint {
    private static final String SIGN_IN = "/signin";

    private final HandlerExceptionResolver problems;

    SignInEntryPoint(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (Htmx.wantsPart(request)) {
            Htmx.goTo(response, signIn(Htmx.openPage(request)));
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else if (isBrowser(request)) {
            String query = request.getQueryString();
            response.sendRedirect(
                    signIn(query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query));
        } else {
            problems.resolveException(
                    request,
                    response,
                    null,
                    ProblemException.unauthenticated(
                            "Send the header Authorization: Bearer <admin token>, or sign in."));
        }
    }

    private static boolean isBrowser(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getMethod().equals("GET")
                && !request.getServletPath().startsWith("/api/")
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private static String signIn(@Nullable String next) {
        return next == null || next.equals("/")
                ? SIGN_IN
                : SIGN_IN + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
}
