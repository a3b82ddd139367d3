package dev.tollgate.admin.access;

import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.admin.web.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The doors: one for whoever looks after the process, one for those with a token, one for browsers. Each lets through those
 * who are known; what they may do is asked where the handler is known, by {@link RightsInterceptor}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {
    /** Where sessions begin. */
    private static final List<String> SIGN_INS =
            List.of("/api/v1/session", "/api/v1/session/invitation", "/signin", "/invitation", "/first-owner");

    /** What pages load, which says nothing of anybody. */
    private static final List<String> ASSETS = List.of("/assets/**", "/webjars/**");

    /** Where whoever calls shows by a signature who they are. */
    private static final String SIGNED_REPORTS = "/api/v1/leaks";

    private static final String FORGED =
            "This page is too old: load it anew, and try again. Programs send the value of the"
                    + " cookie XSRF-TOKEN in the header X-XSRF-TOKEN.";

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    @Bean
    @Order(1)
    SecurityFilterChain operators(
            HttpSecurity http, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems)
            throws Exception {
        return common(http, problems)
                .securityMatcher("/actuator/prometheus", "/actuator/health", "/actuator/health/**")
                .csrf(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain tokens(
            HttpSecurity http,
            AdminToken adminToken,
            TokenCallers tokens,
            SessionCallers people,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems)
            throws Exception {
        return common(http, problems)
                .securityMatcher(request -> request.getHeader(HttpHeaders.AUTHORIZATION) != null)
                // No browser sends a token by itself.
                .csrf(AbstractHttpConfigurer::disable)
                .addFilterBefore(
                        new TokenFilter(adminToken, tokens, people, problems), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain browsers(
            HttpSecurity http,
            SessionCallers people,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
            ObjectProvider<BrowserSignIn> signIns)
            throws Exception {
        common(http, problems)
                .csrf(csrf -> csrf.spa().requireCsrfProtectionMatcher(SecurityConfiguration::needsCsrfToken))
                .addFilterBefore(new SessionFilter(people, problems), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(SIGN_INS.toArray(String[]::new))
                        .permitAll()
                        .requestMatchers(SIGNED_REPORTS)
                        .permitAll()
                        .requestMatchers(ASSETS.toArray(String[]::new))
                        .permitAll()
                        // What goes on after its request, which was let through.
                        .dispatcherTypeMatchers(DispatcherType.ASYNC)
                        .permitAll()
                        .anyRequest()
                        .authenticated());
        signIns.forEach(signIn -> signIn.addTo(http));
        return http.build();
    }

    /** Whoever has no session has nothing that another site could make use of, but for the places where one begins. */
    private static boolean needsCsrfToken(HttpServletRequest request) {
        return !SAFE_METHODS.contains(request.getMethod())
                && (SessionCookie.in(request) != null || SIGN_INS.contains(request.getServletPath()));
    }

    private static HttpSecurity common(HttpSecurity http, HandlerExceptionResolver problems) throws Exception {
        return http.formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                // Who calls is found out anew each time.
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .sessionManagement(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.addHeaderWriter(new ContentPolicy())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(permissions ->
                                permissions.policy("camera=(), geolocation=(), microphone=(), payment=()")))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(new SignInEntryPoint(problems))
                        .accessDeniedHandler((request, response, failure) -> problems.resolveException(
                                request, response, null, ProblemException.forbidden(FORGED))));
    }

    /** What is no proper path is refused before anybody asks who sent it. */
    @Bean
    RequestRejectedHandler requestRejectedHandler() {
        return (request, response, failure) -> ProblemWriter.write(
                response, HttpStatus.BAD_REQUEST, "The server does not take this path, method or header.");
    }
}
