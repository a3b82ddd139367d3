package dev.tollgate.auth.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's path in the one form that rules are matched against.
 *
 * <p>Gate and upstream must read a path alike, or a rule can be walked around. What servers are known to read differently
 * is refused: encoded slashes, backslashes, dots segments, control characters, path parameters, double encoding of these,
 * invalid UTF-8, and a path that begins with two slashes, which some take for a host. What they read alike is made equal:
 * encoded letters are decoded, empty segments and a slash at the end dropped.
 */
final class RequestPath {
    private static final String DECODED_TWICE_MATTERS = "/\\.;%\0";

    private RequestPath() {}

    /** A path that gate and upstream might read differently. The message is for the client. */
    static final class Ambiguous extends Exception {
        private static final long serialVersionUID = 1L;

        Ambiguous(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The normal form of the path of a request target such as {@code /v1/messages/7?full=true}.
     *
     * @throws Ambiguous if it could be read in more than one way
     */
    static String of(String target) throws Ambiguous {
        int query = target.indexOf('?');
        String raw = query < 0 ? target : target.substring(0, query);
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            throw new Ambiguous("The path must begin with a slash");
        }
        if (raw.startsWith("//")) {
            throw new Ambiguous("The path must not begin with two slashes");
        }
        return isNormal(raw) ? raw : normal(raw);
    }

    /** Whether nothing can be said against it at first sight, which is so of most. */
    private static boolean isNormal(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean mayMean = c == '/' || c == '.';
            if (mayMean ? before == '/' : !isPlain(c)) {
                return false;
            }
            before = c;
        }
        return before != '/' || path.length() == 1;
    }

    private static String normal(String path) throws Ambiguous {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(normalSegment(segment));
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String normalSegment(String segment) throws Ambiguous {
        StringBuilder normal = new StringBuilder(segment.length());
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            int value = segment.charAt(i);
            boolean encoded = value == '%';
            if (encoded) {
                value = decode(segment, i);
                i += 2;
            }
            checkCharacter(value);
            if (encoded && value == '%') {
                checkDecodedTwice(segment, i + 1);
            }
            bytes.put((byte) value);
            append(value, encoded, normal);
        }
        String result = normal.toString();
        if (result.equals(".") || result.equals("..")) {
            throw new Ambiguous("The path must not hold dot segments");
        }
        if (!isUtf8(bytes.flip())) {
            throw new Ambiguous("The path must be UTF-8");
        }
        return result;
    }

    /** The byte that stands encoded at {@code at}. */
    private static int decode(String segment, int at) throws Ambiguous {
        int high = at + 2 < segment.length() ? hexDigit(segment.charAt(at + 1)) : -1;
        int low = at + 2 < segment.length() ? hexDigit(segment.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            throw new Ambiguous("The path holds a percent sign that encodes nothing");
        }
        return high << 4 | low;
    }

    private static void checkCharacter(int value) throws Ambiguous {
        if (value < ' ' || value == 0x7f || value > 0xff) {
            throw new Ambiguous("The path must not hold control characters");
        }
        if (value == '/' || value == '\\') {
            throw new Ambiguous("The path must not hold encoded slashes or backslashes");
        }
        if (value == ';' || value == '#') {
            throw new Ambiguous("The path must not hold parameters or fragments");
        }
    }

    /** After an encoded percent sign: what an upstream that decodes twice would take for structure. */
    private static void checkDecodedTwice(String segment, int at) throws Ambiguous {
        if (at + 1 < segment.length()) {
            int high = hexDigit(segment.charAt(at));
            int low = hexDigit(segment.charAt(at + 1));
            if (high >= 0 && low >= 0 && DECODED_TWICE_MATTERS.indexOf(high << 4 | low) >= 0) {
                throw new Ambiguous("The path must not be encoded twice");
            }
        }
    }

    private static void append(int value, boolean encoded, StringBuilder normal) {
        boolean asIs = isPlain(value) || (!encoded && value > ' ' && value < 0x7f && "\"<>^`{|}".indexOf(value) < 0);
        if (asIs) {
            normal.append((char) value);
        } else {
            normal.append('%').append(upperHex(value >> 4)).append(upperHex(value & 0xf));
        }
    }

    private static boolean isPlain(int value) {
        return value < 0x80 && (Character.isLetterOrDigit(value) || "-._~".indexOf(value) >= 0);
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static char upperHex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
