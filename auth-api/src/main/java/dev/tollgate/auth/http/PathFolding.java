package dev.tollgate.auth.http;

import java.util.regex.Pattern;

/** Makes one name of paths that differ in ids only: {@code /v1/messages/42} is {@code /v1/messages/{id}}. */
final class PathFolding {
    static final int LENGTH_MAX = 200;

    private static final int SEGMENTS_MAX = 8;
    private static final String ID = "{id}";
    private static final Pattern NUMBER_OR_DATE = Pattern.compile("\\d+|\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int HEX_LENGTH_MIN = 12;
    private static final int BASE62_LENGTH_MIN = 16;
    private static final int WORD_LENGTH_MAX = 50;

    private PathFolding() {}

    /** The name for a path in its normal form, at most {@value #LENGTH_MAX} characters with its method. */
    static String fold(String method, String path) {
        StringBuilder name = new StringBuilder(method).append(' ');
        int segments = 0;
        for (String segment : path.substring(1).split("/", -1)) {
            if (++segments > SEGMENTS_MAX) {
                name.append("/**");
                break;
            }
            name.append('/').append(isId(segment) ? ID : segment);
        }
        return name.length() <= LENGTH_MAX ? name.toString() : name.substring(0, LENGTH_MAX);
    }

    private static boolean isId(String segment) {
        if (segment.isEmpty()) {
            return false;
        }
        if (segment.length() > WORD_LENGTH_MAX || segment.indexOf('%') >= 0 || segment.indexOf('@') >= 0) {
            return true;
        }
        if (NUMBER_OR_DATE.matcher(segment).matches() || UUID.matcher(segment).matches()) {
            return true;
        }
        // An id with the kind of thing before it: msg_01HZX3…
        int underscore = segment.lastIndexOf('_');
        return isRandomLooking(segment.substring(underscore + 1));
    }

    /** Hexadecimal, base62, ULIDs: long, letters and digits only, and digits among the letters. */
    private static boolean isRandomLooking(String text) {
        int digits = 0;
        int hex = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !Character.isLetterOrDigit(c)) {
                return false;
            }
            digits += c <= '9' ? 1 : 0;
            hex += Character.digit(c, 16) >= 0 ? 1 : 0;
        }
        boolean allHex = hex == text.length();
        return (allHex && text.length() >= HEX_LENGTH_MIN && digits > 0)
                || (text.length() >= BASE62_LENGTH_MIN && digits > 1);
    }
}
