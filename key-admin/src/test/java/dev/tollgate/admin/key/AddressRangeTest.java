package dev.tollgate.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7", "0.0.0.0", "255.255.255.255", "10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "192.0.2.7/32",
                "::", "::1", "2001:db8::/32", "2001:DB8::1/128", "::/0", "1:2:3:4:5:6:7:8", "64:ff9b::192.0.2.1"
            })
    void shouldTakeAddressesAndRanges(String text) {
        assertThat(AddressRange.isWellFormed(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/008x",
                "256.0.0.1",
                "999.1.1.1",
                "010.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                "١.1.1.1",
                "167772160",
                "0x0a.0.0.1",
                "localhost",
                "example.com",
                "::ffff:192.0.2.1",
                ":",
                ":::",
                "2001:::1",
                "1:2:3:4:5:6:7:8:9",
                "2001:db8::/129",
                "[::1]",
                "fe80::1%eth0",
                "12345::",
                "dead.beef",
                " ::1"
            })
    void shouldTakeNothingElse(String text) {
        assertThat(AddressRange.isWellFormed(text)).isFalse();
    }
}
