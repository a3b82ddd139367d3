package dev.tollgate.auth.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads an address as it is written, strictly, and never asks a name server. */
final class IpLiteral {
    private static final int IPV6_TEXT_LENGTH_MAX = 45;

    private IpLiteral() {}

    static InetAddress parse(String text) {
        byte @Nullable [] ipv4 = ipv4(text);
        try {
            if (ipv4 != null) {
                return InetAddress.getByAddress(ipv4);
            }
            if (looksLikeIpv6(text)) {
                // With a colon in it, the platform takes it for a literal or throws: no look-up.
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an IP address: " + text, e);
        }
        throw new IllegalArgumentException("Not an IP address: " + text);
    }

    private static boolean looksLikeIpv6(String text) {
        return text.length() <= IPV6_TEXT_LENGTH_MAX
                && text.indexOf(':') >= 0
                && text.chars().allMatch(c -> c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0));
    }

    /** Four numbers with dots; null if it is anything else. Leading zeros are not: some read them as octal. */
    private static byte @Nullable [] ipv4(String text) {
        byte[] address = new byte[4];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || part == 4) {
                    return null;
                }
                address[part++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && (digits == 0 || value > 0)) {
                value = value * 10 + (c - '0');
                digits++;
                if (value > 255) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return part == 4 ? address : null;
    }
}
