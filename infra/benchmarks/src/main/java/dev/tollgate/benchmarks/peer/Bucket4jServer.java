package dev.tollgate.benchmarks.peer;

import dev.tollgate.benchmarks.peer.PeerKeys.Customer;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.OncePerRequestFilter;

/** The usual answer in Spring: a filter that finds the key in memory and takes from a bucket of Bucket4j's in Redis. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({PropertyPlaceholderAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class})
class Bucket4jServer {
    @Bean
    FilterRegistrationBean<BucketFilter> filter(Environment environment) throws IOException {
        PeerKeys keys = PeerKeys.read(Path.of(environment.getRequiredProperty("peer.keys")));
        RedisClient redis =
                RedisClient.create("redis://127.0.0.1:" + environment.getRequiredProperty("peer.redis-port"));
        ProxyManager<String> buckets = Bucket4jLettuce.casBasedBuilder(
                        redis.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                .build();
        return new FilterRegistrationBean<>(new BucketFilter(keys, buckets));
    }

    @Bean
    ServletRegistrationBean<HttpServlet> api() {
        return new ServletRegistrationBean<>(
                new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response) {
                        response.setContentLength(0);
                    }
                },
                "/auth");
    }

    static final class BucketFilter extends OncePerRequestFilter {
        private static final BucketConfiguration A_DAY = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(PeerKeys.LIMIT).refillIntervally(PeerKeys.LIMIT, Duration.ofDays(1)))
                .build();

        private final PeerKeys keys;
        private final ProxyManager<String> buckets;

        BucketFilter(PeerKeys keys, ProxyManager<String> buckets) {
            this.keys = keys;
            this.buckets = buckets;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            Customer customer = keys.find(request.getHeader("Authorization"));
            if (customer == null) {
                response.setStatus(401);
                return;
            }
            ConsumptionProbe probe =
                    buckets.getProxy(customer.account(), () -> A_DAY).tryConsumeAndReturnRemaining(1);
            RateHeaders.set(response, customer.account(), probe.getRemainingTokens());
            if (probe.isConsumed()) {
                chain.doFilter(request, response);
            } else {
                response.setStatus(429);
            }
        }
    }

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(Bucket4jServer.class)
                .properties("spring.config.name=peer", "server.tomcat.max-keep-alive-requests=-1")
                .run(arguments);
    }
}
