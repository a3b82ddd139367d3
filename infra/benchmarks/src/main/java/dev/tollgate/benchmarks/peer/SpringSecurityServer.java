package dev.tollgate.benchmarks.peer;

import dev.tollgate.benchmarks.peer.PeerKeys.Customer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** The same job as Spring's guides would have it: a filter of Spring Security finds the key, a controller counts and answers. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    DispatcherServletAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
class SpringSecurityServer {
    @Bean
    PeerKeys keys(Environment environment) throws IOException {
        return PeerKeys.read(Path.of(environment.getRequiredProperty("peer.keys")));
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, PeerKeys keys) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .addFilterBefore(new KeyFilter(keys), AuthorizationFilter.class)
                .build();
    }

    private static final class KeyFilter extends OncePerRequestFilter {
        private final PeerKeys keys;

        KeyFilter(PeerKeys keys) {
            this.keys = keys;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            Customer customer = keys.find(request.getHeader("Authorization"));
            if (customer != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(customer, "", List.of()));
            }
            chain.doFilter(request, response);
        }
    }

    @RestController
    static class Auth {
        @RequestMapping("/auth")
        ResponseEntity<Void> auth(@AuthenticationPrincipal Customer customer, HttpServletResponse response) {
            long remaining = PeerKeys.LIMIT - customer.used().incrementAndGet();
            RateHeaders.set(response, customer.account(), remaining);
            return remaining >= 0
                    ? ResponseEntity.ok().build()
                    : ResponseEntity.status(429).build();
        }
    }

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(SpringSecurityServer.class)
                .properties("spring.config.name=peer", "server.tomcat.max-keep-alive-requests=-1")
                .run(arguments);
    }
}
