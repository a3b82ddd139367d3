package dev.tollgate.auth;

import dev.tollgate.auth.follow.DeadLetters;
import dev.tollgate.auth.follow.Followers;
import dev.tollgate.auth.follow.TopicsAtStart;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.v1.QuotaState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The views of topics, and who keeps them level. */
@Configuration(proxyBeanMethods = false)
class ViewsConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    KeyDirectory keyDirectory(AuthApiSettings settings, MeterRegistry registry) {
        KeyDirectory keys = new KeyDirectory(
                KeyPeppers.parse(settings.keyPeppers()), settings.reports().areTaken());
        Gauge.builder("tollgate.keys", keys, KeyDirectory::size)
                .description("API keys that this gateway knows")
                .register(registry);
        return keys;
    }

    @Bean
    PlanDirectory planDirectory() {
        return new PlanDirectory();
    }

    @Bean
    UsageView usageView() {
        return new UsageView();
    }

    @Bean
    DeadLetters deadLetters(AuthApiSettings settings, MeterRegistry registry) {
        return new DeadLetters(settings.kafka(), registry);
    }

    @Bean
    Followers followers(AuthApiSettings settings, DeadLetters deadLetters, MeterRegistry registry, Clock clock) {
        return new Followers(settings.kafka(), deadLetters, registry, clock);
    }

    /** The gate asks the views whether they are whole, and the quota states end in the gate: so they are looked up late. */
    @Bean
    Views views(
            AuthApiSettings settings,
            Followers followers,
            KeyDirectory keys,
            PlanDirectory plans,
            UsageView usage,
            ObjectProvider<Consumer<QuotaState>> quotaStates) {
        return new Views(
                new TopicsAtStart(settings.kafka()),
                () -> Views.deciding(followers, keys, plans, quotaStates.getIfAvailable()),
                () -> followers.usageDaily(usage));
    }

    @Bean
    HealthIndicator viewsHealthIndicator(Views views) {
        return new ViewsHealth(views);
    }
}
