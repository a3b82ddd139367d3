package dev.tollgate.admin.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.util.WebUtils;

/** The cookie of a session. No script can read it, and no other site has it sent along. */
public final class SessionCookie {
    static final String NAME = "tollgate_session";

    private SessionCookie() {}

    /** Its value; null if it is not there. */
    public static @Nullable String in(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, NAME);
        return cookie == null ? null : cookie.getValue();
    }

    /** Gives it to a browser, until that is closed. */
    public static void give(HttpServletRequest request, HttpServletResponse response, String value) {
        write(response, cookie(value, request));
    }

    /** Takes it from a browser. */
    public static void take(HttpServletRequest request, HttpServletResponse response) {
        write(response, cookie("", request).maxAge(Duration.ZERO));
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(NAME, value)
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure());
    }

    private static void write(HttpServletResponse response, ResponseCookie.ResponseCookieBuilder cookie) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
