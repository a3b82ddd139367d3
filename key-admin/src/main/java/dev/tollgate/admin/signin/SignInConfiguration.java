package dev.tollgate.admin.signin;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignInSettings.class)
class SignInConfiguration {
    /** Behind a proxy that speaks TLS, cookies are for TLS only, though this server never sees it. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> publicScheme(SignInSettings settings) {
        return server -> {
            if (settings.isBehindTls()) {
                server.addConnectorCustomizers(connector -> {
                    connector.setScheme("https");
                    connector.setSecure(true);
                });
            }
        };
    }

    @Bean
    @ConditionalOnExpression("!'${tollgate.sign-in.oidc-issuer:}'.isBlank()")
    OidcSignIn oidcSignIn(
            SignInSettings settings,
            SignIn signIn,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new OidcSignIn(settings, signIn, problems);
    }
}
