package dev.tollgate.admin.signin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.util.WebUtils;

/**
 * What a browser that was sent to the identity provider must bring back, kept by the browser itself: any instance takes it
 * back, and those who never come back cost nothing. It is a secret between that browser and this server, as a session's is.
 */
final class AuthorizationRequestCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    private static final String NAME = "tollgate_signin";
    private static final String PATH = "/signin";
    private static final Duration TIME_TO_SIGN_IN = Duration.ofMinutes(10);
    private static final String SEPARATOR = ".";
    private static final int PARTS = 3;
    private static final int LENGTH_MAX = 1_000;

    private final Supplier<ClientRegistration> registration;

    AuthorizationRequestCookie(Supplier<ClientRegistration> registration) {
        this.registration = registration;
    }

    @Override
    public void saveAuthorizationRequest(
            OAuth2AuthorizationRequest authorization, HttpServletRequest request, HttpServletResponse response) {
        String value = String.join(
                SEPARATOR,
                authorization.getState(),
                authorization.<String>getAttribute(OidcParameterNames.NONCE),
                authorization.<String>getAttribute(PkceParameterNames.CODE_VERIFIER));
        write(response, cookie(request, value).maxAge(TIME_TO_SIGN_IN));
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, NAME);
        if (cookie == null || cookie.getValue().length() > LENGTH_MAX) {
            return null;
        }
        List<String> parts = List.of(cookie.getValue().split("\\" + SEPARATOR, -1));
        if (parts.size() != PARTS || !parts.get(0).equals(request.getParameter(OAuth2ParameterNames.STATE))) {
            return null;
        }
        ClientRegistration provider = registration.get();
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(
                        Objects.requireNonNull(provider.getProviderDetails().getAuthorizationUri()))
                .clientId(provider.getClientId())
                .redirectUri(provider.getRedirectUri())
                .scopes(provider.getScopes())
                .state(parts.get(0))
                .attributes(Map.of(
                        OAuth2ParameterNames.REGISTRATION_ID, provider.getRegistrationId(),
                        OidcParameterNames.NONCE, parts.get(1),
                        PkceParameterNames.CODE_VERIFIER, parts.get(2)))
                .build();
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest authorization = loadAuthorizationRequest(request);
        write(response, cookie(request, "").maxAge(Duration.ZERO));
        return authorization;
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(HttpServletRequest request, String value) {
        return ResponseCookie.from(NAME, value)
                .path(PATH)
                .httpOnly(true)
                // The provider sends the browser back from another site, by a link.
                .sameSite("Lax")
                .secure(request.isSecure());
    }

    private static void write(HttpServletResponse response, ResponseCookie.ResponseCookieBuilder cookie) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
