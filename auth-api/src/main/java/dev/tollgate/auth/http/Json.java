package dev.tollgate.auth.http;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object, member by member. Small on purpose: the bodies here are flat and their form is exact. */
final class Json {
    private final StringBuilder out = new StringBuilder(128).append('{');
    private boolean first = true;

    Json put(String name, @Nullable String value) {
        begin(name);
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    Json put(String name, long value) {
        begin(name).append(value);
        return this;
    }

    Json put(String name, Json object) {
        begin(name).append(object);
        return this;
    }

    Json put(String name, Collection<String> values) {
        begin(name).append('[');
        boolean comma = false;
        for (String value : values) {
            if (comma) {
                out.append(',');
            }
            comma = true;
            quote(value);
        }
        out.append(']');
        return this;
    }

    Json putObjects(String name, List<Json> objects) {
        begin(name)
                .append('[')
                .append(objects.stream().map(Json::toString).collect(Collectors.joining(",")))
                .append(']');
        return this;
    }

    Json putNull(String name) {
        return put(name, (String) null);
    }

    @Override
    public String toString() {
        return out + "}";
    }

    private StringBuilder begin(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        quote(name);
        return out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                // Surrogates too: half of a pair has no UTF-8.
                escape(c);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
