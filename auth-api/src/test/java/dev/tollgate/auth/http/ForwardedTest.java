package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.key.AddressRanges;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedTest {
    private static final AddressRanges TRUSTED = AddressRanges.parse(List.of("127.0.0.0/8", "::1", "10.0.0.0/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // No proxy but the peer.
                "127.0.0.1 | '' | 127.0.0.1",
                "127.0.0.1 | 203.0.113.9 | 203.0.113.9",
                // What stands left of the first untrusted one is whatever the client wrote.
                "127.0.0.1 | 198.51.100.1, 203.0.113.9 | 203.0.113.9",
                "127.0.0.1 | 198.51.100.1, 203.0.113.9, 10.0.0.7 | 203.0.113.9",
                "127.0.0.1 | 10.0.0.1, 203.0.113.9, 10.0.0.7, 10.0.0.8 | 203.0.113.9",
                // All trusted: the farthest.
                "127.0.0.1 | 10.0.0.1, 10.0.0.2 | 10.0.0.1",
                // An untrusted peer says nothing.
                "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
                // Malformed: the last good one.
                "127.0.0.1 | 198.51.100.1, garbage, 10.0.0.7 | 10.0.0.7",
                "127.0.0.1 | garbage | 127.0.0.1",
                "127.0.0.1 | 203.0.113.9, | 127.0.0.1",
                "127.0.0.1 | unknown, 10.0.0.7 | 10.0.0.7",
                // With ports and brackets.
                "127.0.0.1 | 203.0.113.9:4711 | 203.0.113.9",
                "127.0.0.1 | [2001:db8::7]:4711 | 2001:db8::7",
                "127.0.0.1 | [2001:db8::7] | 2001:db8::7",
                "::1 | 2001:db8::7 | 2001:db8::7",
                "127.0.0.1 | ::ffff:203.0.113.9 | 203.0.113.9",
            })
    void shouldBelieveTheRightmostAddressThatIsNotATrustedProxy(String peer, String forwardedFor, String client) {
        List<String> headers = forwardedFor.isEmpty() ? List.of() : List.of(forwardedFor);

        assertThat(Forwarded.client(headers, AddressRanges.parseAddress(peer), TRUSTED))
                .isEqualTo(AddressRanges.parseAddress(client));
    }

    @Test
    void shouldReadSeveralHeadersAsOne() {
        List<String> headers = List.of("198.51.100.1", "203.0.113.9, 10.0.0.7", "10.0.0.8");

        assertThat(Forwarded.client(headers, AddressRanges.parseAddress("127.0.0.1"), TRUSTED))
                .isEqualTo(AddressRanges.parseAddress("203.0.113.9"));
    }

    @Test
    void shouldNotGoThroughEndlessChains() {
        List<String> headers = Collections.nCopies(10_000, "10.0.0.1");

        assertThat(Forwarded.client(headers, AddressRanges.parseAddress("127.0.0.1"), TRUSTED))
                .isEqualTo(AddressRanges.parseAddress("10.0.0.1"));
    }
}
