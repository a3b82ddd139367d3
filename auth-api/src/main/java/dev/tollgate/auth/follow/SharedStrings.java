package dev.tollgate.auth.follow;

/**
 * Makes equal strings the same object where it can: a million keys share few plans and fewer accounts than keys. A fixed
 * number of places, so its own memory is bounded; two strings that meet in one place just are not shared.
 */
final class SharedStrings {
    private static final int PLACES = 1 << 18;

    private final String[] places = new String[PLACES];

    String share(String text) {
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String known = places[place];
        if (text.equals(known)) {
            return known;
        }
        places[place] = text;
        return text;
    }
}
