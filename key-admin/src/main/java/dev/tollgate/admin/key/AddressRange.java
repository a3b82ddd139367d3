package dev.tollgate.admin.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An address or a CIDR range, as a key's owner writes it. */
final class AddressRange {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    private AddressRange() {}

    /** Whether it is one. Names are none, and are not looked up. */
    static boolean isWellFormed(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v4 = V4.matcher(address).matches();
        if (!isAddress(address, v4)) {
            return false;
        }
        String bits = text.substring(slash + 1);
        int bitsMax = v4 ? V4_BITS : V6_BITS;
        return slash < 0 || (BITS.matcher(bits).matches() && Integer.parseInt(bits) <= bitsMax);
    }

    private static boolean isAddress(String address, boolean v4) {
        if (!v4 && !V6.matcher(address).matches()) {
            return false;
        }
        try {
            // Digits and colons only: a literal, for which nobody is asked.
            return InetAddress.getByName(address).getAddress().length == (v4 ? 4 : 16);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
