package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.BrowserSignIn;
import dev.tollgate.admin.access.SessionCookie;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Sign-in with an OpenID Connect provider: {@code GET /signin/oidc} sends a browser there, and it comes back to
 * {@code /signin/oidc/callback}. The provider tells who it is; what they may do is told here. Nothing of it is kept but the
 * session that begins.
 */
final class OidcSignIn implements BrowserSignIn {
    private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);

    private static final String ID = "oidc";
    private static final String BEGIN = "/signin";
    private static final String CALLBACK = BEGIN + "/" + ID + "/callback";
    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final long RETRY_AFTER_SECONDS = 30;

    private final SignInSettings settings;
    private final SignIn signIn;
    private final HandlerExceptionResolver problems;

    private volatile @Nullable ClientRegistration registration;

    OidcSignIn(SignInSettings settings, SignIn signIn, HandlerExceptionResolver problems) {
        this.settings = settings;
        this.signIn = signIn;
        this.problems = problems;
    }

    @Override
    public void addTo(HttpSecurity http) {
        http.oauth2Login(login -> login.clientRegistrationRepository(id -> ID.equals(id) ? registration() : null)
                .authorizedClientRepository(new NoTokensKept())
                .authorizationEndpoint(begin -> begin.baseUri(BEGIN)
                        .authorizationRequestRepository(new AuthorizationRequestCookie(this::registration)))
                .redirectionEndpoint(back -> back.baseUri(CALLBACK))
                .loginProcessingUrl(CALLBACK)
                .tokenEndpoint(token -> token.accessTokenResponseClient(tokenClient()))
                .successHandler(this::comeBack)
                .failureHandler(this::refuse)
                .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                    @Override
                    public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
                        filter.setAuthenticationFailureHandler(OidcSignIn.this::refuse);
                        return filter;
                    }
                }));
    }

    /** What the provider says of itself, asked when it is first needed: this server starts without it. */
    private ClientRegistration registration() {
        ClientRegistration known = registration;
        if (known == null) {
            known = described();
            registration = known;
        }
        return known;
    }

    private ClientRegistration described() {
        try {
            return ClientRegistrations.fromIssuerLocation(settings.oidcIssuer())
                    .registrationId(ID)
                    .clientId(settings.oidcClientId())
                    .clientSecret(settings.oidcClientSecret())
                    .scope(OidcScopes.OPENID, OidcScopes.EMAIL)
                    .redirectUri(settings.publicUrl().replaceFirst("/$", "") + CALLBACK)
                    .clientSettings(ClientRegistration.ClientSettings.builder()
                            .requireProofKey(true)
                            .build())
                    .build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new AuthenticationServiceException("What the identity provider says of itself is not to be had", e);
        }
    }

    private static RestClientAuthorizationCodeTokenResponseClient tokenClient() {
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build());
        requests.setReadTimeout(ANSWER_MAX);
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }

    private void comeBack(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OidcUser person = (OidcUser) authentication.getPrincipal();
        if (person == null || person.getEmail() == null || !Boolean.TRUE.equals(person.getEmailVerified())) {
            refuse(
                    request,
                    response,
                    ProblemException.forbidden(
                            "The identity provider does not vouch for your e-mail address (email_verified)."));
            return;
        }
        Optional<SignIn.SignedIn> in = signIn.withVerifiedEmail(person.getEmail());
        if (in.isEmpty()) {
            refuse(
                    request,
                    response,
                    ProblemException.forbidden(
                            "Nobody here has the e-mail address that the identity provider knows you by. Ask an owner or an admin to"
                                    + " invite it."));
            return;
        }
        SessionCookie.give(request, response, in.get().cookie());
        response.sendRedirect("/");
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        if (failure instanceof OAuth2AuthenticationException) {
            // Said by the provider or by a browser: not to be believed, and not printed.
            log.atInfo()
                    .setCause(log.isDebugEnabled() ? failure : null)
                    .log("A sign-in by the identity provider failed.");
            refuse(
                    request,
                    response,
                    ProblemException.unauthenticated(
                            "The identity provider did not sign you in, or this was an old page. Begin again at "
                                    + BEGIN + "/" + ID + "."));
            return;
        }
        log.warn("The identity provider cannot be asked: {}", rootMessage(failure));
        refuse(
                request,
                response,
                ProblemException.unavailable(
                        "The identity provider cannot be reached at the moment.", RETRY_AFTER_SECONDS));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemException problem) {
        problems.resolveException(request, response, null, problem);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    /** Who somebody is has been told once the session begins: nothing more is asked of the provider in their name. */
    private static final class NoTokensKept implements OAuth2AuthorizedClientRepository {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String id, @Nullable Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                @Nullable Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Not kept.
        }

        @Override
        public void removeAuthorizedClient(
                String id,
                @Nullable Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Nothing is kept.
        }
    }
}
