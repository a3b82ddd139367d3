package dev.tollgate.auth.key;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Addresses and CIDR ranges, IPv4 and IPv6. An IPv4 address written as IPv6 ({@code ::ffff:192.0.2.1}) is the same
 * address. Immutable.
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
        if (ranges.isEmpty()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
            if (range.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The address that is written so.
     *
     * @throws IllegalArgumentException if it is none; names are not looked up
     */
    public static InetAddress parseAddress(String text) {
        return IpLiteral.parse(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRanges that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ranges);
    }

    /** The first {@code bits} bits of an address of {@code length} bytes, in two longs: small, a million keys have one. */
    private record Range(long high, long low, int length, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] network =
                    parseAddress(slash < 0 ? text : text.substring(0, slash)).getAddress();
            int bitsMax = network.length * 8;
            int bits = slash < 0 ? bitsMax : prefixLength(text, slash);
            if (bits > bitsMax) {
                throw new IllegalArgumentException("Not a CIDR range: " + text);
            }
            return new Range(high(network, bits), low(network, bits), network.length, bits);
        }

        private static int prefixLength(String text, int slash) {
            String digits = text.substring(slash + 1);
            if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("Not a CIDR range: " + text);
            }
            return Integer.parseInt(digits);
        }

        boolean contains(byte[] address) {
            return address.length == length && high(address, bits) == high && low(address, bits) == low;
        }

        private static long high(byte[] address, int bits) {
            ByteBuffer buffer = ByteBuffer.wrap(address);
            long value = address.length == 4 ? (long) buffer.getInt() << Integer.SIZE : buffer.getLong();
            return value & firstBits(bits);
        }

        private static long low(byte[] address, int bits) {
            return address.length == 4 ? 0 : ByteBuffer.wrap(address).getLong(Long.BYTES) & firstBits(bits - Long.SIZE);
        }

        private static long firstBits(int bits) {
            if (bits <= 0) {
                return 0;
            }
            return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
        }
    }
}
