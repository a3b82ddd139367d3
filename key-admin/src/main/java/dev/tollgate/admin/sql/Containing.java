package dev.tollgate.admin.sql;

import java.util.regex.Pattern;

/** Texts that have another in them, for {@code LIKE}, which an index of trigrams can answer. */
public final class Containing {
    private static final Pattern WILDCARD = Pattern.compile("[%_\\\\]");

    private Containing() {}

    /** A pattern of what contains {@code text}, in which nothing that a person types is a wildcard. */
    public static String pattern(String text) {
        return "%" + WILDCARD.matcher(text).replaceAll("\\\\$0") + "%";
    }
}
