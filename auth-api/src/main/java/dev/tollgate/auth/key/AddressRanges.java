package dev.tollgate.auth.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses and CIDR ranges, IPv4 and IPv6. An IPv4 address written as IPv6 ({@code ::ffff:192.0.2.1}) is the same
 * address.
 */
public final class AddressRanges {
    /** No ranges; contains nothing. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private final List<Range> ranges;

    private AddressRanges(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * The ranges that are written so: {@code 192.0.2.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}.
     *
     * @throws IllegalArgumentException if one is of another form; names are not looked up
     */
    public static AddressRanges parse(List<String> texts) {
        if (texts.isEmpty()) {
            return NONE;
        }
        List<Range> ranges = new ArrayList<>(texts.size());
        for (String text : texts) {
            ranges.add(Range.parse(text));
        }
        return new AddressRanges(List.copyOf(ranges));
    }

    /** Whether there are no ranges. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether {@code address} lies in one of them. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
            if (range.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The address that is written so; names are not looked up. */
    public static InetAddress parseAddress(String text) {
        boolean literal = !text.isEmpty()
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')
                && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3);
        try {
            if (literal) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an IP address: " + text, e);
        }
        throw new IllegalArgumentException("Not an IP address: " + text);
    }

    private record Range(byte[] network, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] network = parseAddress(slash < 0 ? text : text.substring(0, slash)).getAddress();
            int bitsMax = network.length * 8;
            int bits = slash < 0 ? bitsMax : prefixLength(text, slash);
            if (bits > bitsMax) {
                throw new IllegalArgumentException("Not a CIDR range: " + text);
            }
            return new Range(network, bits);
        }

        private static int prefixLength(String text, int slash) {
            String digits = text.substring(slash + 1);
            if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("Not a CIDR range: " + text);
            }
            return Integer.parseInt(digits);
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            int mask = 0xff00 >> rest;
            return rest == 0 || (address[whole] & mask) == (network[whole] & mask);
        }
    }
}
