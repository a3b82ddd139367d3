package dev.tollgate.auth.http;

/** Makes one name of paths that differ in ids only: {@code /v1/messages/42} is {@code /v1/messages/{id}}. */
final class PathFolding {
    static final int LENGTH_MAX = 200;

    private static final int SEGMENTS_MAX = 8;
    private static final String ID = "{id}";
    /** Forms of ids: {@code 9} stands for a digit, {@code x} for a hexadecimal one. */
    private static final String DATE = "9999-99-99";

    private static final String UUID = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
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
        if (isNumber(segment) || hasForm(DATE, segment) || hasForm(UUID, segment)) {
            return true;
        }
        // An id with the kind of thing before it: msg_01HZX3…
        int underscore = segment.lastIndexOf('_');
        return isRandomLooking(segment.substring(underscore + 1));
    }

    private static boolean isNumber(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            if (!isDigit(segment.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasForm(String form, String segment) {
        if (segment.length() != form.length()) {
            return false;
        }
        for (int i = 0; i < form.length(); i++) {
            char c = segment.charAt(i);
            boolean matches =
                    switch (form.charAt(i)) {
                        case '9' -> isDigit(c);
                        case 'x' -> c < 0x80 && Character.digit(c, 16) >= 0;
                        default -> c == form.charAt(i);
                    };
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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
