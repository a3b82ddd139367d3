package dev.tollgate.admin.access;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the question of rights before all handlers. */
@Configuration(proxyBeanMethods = false)
class RightsConfiguration implements WebMvcConfigurer {
    private final RightsInterceptor rights;

    RightsConfiguration(RightsInterceptor rights) {
        this.rights = rights;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(rights);
    }
}
