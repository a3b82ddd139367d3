package dev.tollgate.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "192.0.2.77/24, 192.0.2.1, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "::/0, 2001:db8::1, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, ::ffff:192.0.2.1, true",
    })
    void shouldContainWhatLiesInTheRange(String range, String address, boolean contained) {
        AddressRanges ranges = AddressRanges.parse(List.of("203.0.113.255", range));

        assertThat(ranges.contains(AddressRanges.parseAddress(address))).isEqualTo(contained);
    }

    @Test
    void shouldContainNothingWithoutRanges() {
        assertThat(AddressRanges.parse(List.of())).isSameAs(AddressRanges.NONE);
        assertThat(AddressRanges.NONE.contains(AddressRanges.parseAddress("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.04",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "a.b.c.d",
                "dead.beef.cafe.ad",
                "1.2.3.4 ",
                "1.2.3.4:80",
                "fe80::1%eth0",
                "[::1]",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "١.2.3.4",
                "g::1"
            })
    void shouldRefuseWhatIsNoAddressWithoutAskingANameServer(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRanges.parseAddress(text))
                .withMessageContaining("Not an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "10.0.0.0/1000", "/8"})
    void shouldRefuseWhatIsNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRanges.parse(List.of(text)));
    }

    @Test
    void shouldBeEqualWhereTheRangesAre() {
        assertThat(AddressRanges.parse(List.of("10.1.2.3/8"))).isEqualTo(AddressRanges.parse(List.of("10.0.0.0/8")));
        assertThat(AddressRanges.parse(List.of("10.0.0.0/8")))
                .isNotEqualTo(AddressRanges.parse(List.of("10.0.0.0/9")))
                .isNotEqualTo(AddressRanges.NONE);
    }
}
