package dev.tollgate.admin.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An address or a CIDR range, as a key's owner writes it. What is one here is one for the gates, too. */
final class AddressRange {
    // Without leading zeros, which some read as octal.
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    private AddressRange() {}

    /** Whether it is one. Names are none, and are not looked up. */
    static boolean isWellFormed(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v4 = V4.matcher(address).matches();
        if (!v4 && !isV6(address)) {
            return false;
        }
        String bits = text.substring(slash + 1);
        int bitsMax = v4 ? V4_BITS : V6_BITS;
        return slash < 0 || (BITS.matcher(bits).matches() && Integer.parseInt(bits) <= bitsMax);
    }

    private static boolean isV6(String address) {
        if (!V6.matcher(address).matches()) {
            return false;
        }
        try {
            // With a colon in it, it is a literal or nothing: nobody is asked.
            return InetAddress.getByName(address).getAddress().length * Byte.SIZE == V6_BITS;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
