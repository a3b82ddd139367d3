package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A form that a person has filled in. Its fields are read as those of a JSON body are, by the same rules; what was left
 * empty is not there.
 */
public final class Form {
    private static final String SEPARATORS = "[\\s,]+";

    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    private final Map<String, String> typed = new HashMap<>();

    /** Reads those of its fields that are named. */
    public Form(HttpServletRequest request, String... names) {
        for (String name : names) {
            String value = request.getParameter(name);
            if (value != null && !value.isEmpty()) {
                typed.put(name, value);
                fields.put(name, value);
            }
        }
    }

    /** What was typed, to be shown again. */
    public Map<String, String> typed() {
        return Map.copyOf(typed);
    }

    /** What stands in a field; null if nothing does. */
    public @Nullable String text(String name) {
        return typed.get(name);
    }

    /** What stands in a field; empty if nothing does. */
    public String textOrEmpty(String name) {
        return typed.getOrDefault(name, "");
    }

    /** Has a field be read as a list, of words with spaces, commas or lines between them. */
    public Form withList(String name) {
        String value = typed.get(name);
        if (value != null) {
            List<String> words = Arrays.stream(value.split(SEPARATORS))
                    .filter(word -> !word.isEmpty())
                    .toList();
            fields.putArray(name)
                    .addAll(words.stream()
                            .map(JsonNodeFactory.instance::stringNode)
                            .collect(Collectors.toList()));
        }
        return this;
    }

    /** Has a field be read as a number; what is none is refused by whoever reads it. */
    public Form withNumber(String name) {
        String value = typed.get(name);
        if (value != null && value.strip().matches("[0-9]{1,18}")) {
            fields.put(name, Long.parseLong(value.strip()));
        }
        return this;
    }

    /** Puts a value in a field that was not typed. */
    public Form with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Its fields. */
    public Body body() {
        String[] names = fields.propertyNames().toArray(String[]::new);
        return Body.of(fields, names);
    }
}
