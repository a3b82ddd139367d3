package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.http.RefusedSources.Source;
import dev.tollgate.auth.key.AddressRanges;
import org.junit.jupiter.api.Test;

class RefusedSourcesTest {
    private static final long NOON = 1_800_000_000_000L / 60_000 * 60_000;

    private final RefusedSources sources = new RefusedSources();

    @Test
    void shouldCountRefusalsBySourceTheMostFirst() {
        count("192.0.2.1", 401, 2, NOON);
        count("192.0.2.2", 429, 5, NOON);
        count("192.0.2.2", 401, 1, NOON);
        count("192.0.2.3", 403, 9, NOON);

        assertThat(sources.most(10, NOON))
                .containsExactly(new Source("192.0.2.2", 1, 5), new Source("192.0.2.1", 2, 0));
        assertThat(sources.most(1, NOON)).hasSize(1);
    }

    @Test
    void shouldRememberTheMinuteBeforeAndNoMore() {
        count("192.0.2.1", 401, 1, NOON);
        count("192.0.2.1", 401, 1, NOON + 60_000);

        assertThat(sources.most(10, NOON + 119_999)).containsExactly(new Source("192.0.2.1", 2, 0));
        assertThat(sources.most(10, NOON + 120_000)).containsExactly(new Source("192.0.2.1", 1, 0));
        assertThat(sources.most(10, NOON + 180_000)).isEmpty();
    }

    @Test
    void shouldCountAnIpv6NetworkAsOne() {
        count("2001:db8:0:a::1", 401, 1, NOON);
        count("2001:db8:0:a:ffff::2", 401, 1, NOON);
        count("2001:db8:0:b::1", 401, 1, NOON);

        assertThat(sources.most(10, NOON))
                .containsExactlyInAnyOrder(
                        new Source("2001:db8:0:a::/64", 2, 0), new Source("2001:db8:0:b::/64", 1, 0));
    }

    @Test
    void shouldKeepThoseWithTheMostHoweverManyComeOnce() {
        for (int i = 0; i < 20_000; i++) {
            count("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff), 401, 1, NOON);
            if (i % 100 == 0) {
                count("192.0.2.1", 401, 1, NOON);
            }
        }

        // 200 of 20,200: more than one in 256.
        assertThat(sources.most(256, NOON)).anySatisfy(source -> {
            assertThat(source.source()).isEqualTo("192.0.2.1");
            assertThat(source.unauthorized()).isGreaterThanOrEqualTo(200);
        });
        assertThat(sources.most(1_000, NOON)).hasSizeLessThanOrEqualTo(256);
    }

    private void count(String source, int status, int times, long nowMs) {
        for (int i = 0; i < times; i++) {
            sources.count(AddressRanges.parseAddress(source), status, nowMs);
        }
    }
}
