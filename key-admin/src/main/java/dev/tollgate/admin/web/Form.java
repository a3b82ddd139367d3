package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A form that a person has filled in. Its fields are read as those of a JSON body are, by the same rules; what was left
 * empty is not there. A dot in a name is a field of an object in a field.
 */
public final class Form {
    private static final String SEPARATORS = "[\\s,]+";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final String MOMENT = "\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?";

    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    private final Map<String, String> typed = new HashMap<>();

    /** Reads those of its fields that are named. */
    public Form(HttpServletRequest request, String... names) {
        for (String name : names) {
            String value = request.getParameter(name);
            if (value != null && !value.isEmpty()) {
                typed.put(name, value);
                put(name, JsonNodeFactory.instance.stringNode(value));
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
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            words.forEach(list::add);
            put(name, list);
        }
        return this;
    }

    /** Has a field be read as a list of numbers, with spaces, commas or lines between them; what is none is refused by whoever reads it. */
    public Form withNumbers(String name) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String word : textOrEmpty(name).split(SEPARATORS, -1)) {
            if (NUMBER.matcher(word).matches()) {
                list.add(Long.parseLong(word));
            } else if (!word.isEmpty()) {
                list.add(word);
            }
        }
        put(name, list);
        return this;
    }

    /** Has a field be read as a number; what is none is refused by whoever reads it. */
    public Form withNumber(String name) {
        String value = typed.get(name);
        if (value != null && value.strip().matches(NUMBER.pattern())) {
            put(name, JsonNodeFactory.instance.numberNode(Long.parseLong(value.strip())));
        }
        return this;
    }

    /** Has a field be read as a number, and as null where it was left empty. */
    public Form withNumberOrNone(String name) {
        if (!typed.containsKey(name)) {
            put(name, JsonNodeFactory.instance.nullNode());
        }
        return withNumber(name);
    }

    /** Has a field be read as a moment of UTC, which browsers send without a zone. */
    public Form withMoment(String name) {
        String value = typed.get(name);
        if (value != null && value.matches(MOMENT)) {
            with(name, value + "Z");
        }
        return this;
    }

    /** Has a box be read as true or false: ticked or not. */
    public Form withFlag(String name) {
        put(name, JsonNodeFactory.instance.booleanNode(typed.containsKey(name)));
        return this;
    }

    /** Has a field that was left empty be read as a blank text, which is refused. */
    public Form withRequired(String name) {
        return with(name, textOrEmpty(name));
    }

    /** Has a field be read as null. */
    public Form withNone(String name) {
        put(name, JsonNodeFactory.instance.nullNode());
        return this;
    }

    /** Puts a value in a field that was not typed. */
    public Form with(String name, String value) {
        return with(name, JsonNodeFactory.instance.stringNode(value));
    }

    /** Puts what was typed in a field in another shape. */
    public Form with(String name, JsonNode value) {
        put(name, value);
        return this;
    }

    private void put(String name, JsonNode value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            fields.set(name, value);
        } else {
            String outer = name.substring(0, dot);
            ObjectNode object = fields.get(outer) instanceof ObjectNode there ? there : fields.putObject(outer);
            object.set(name.substring(dot + 1), value);
        }
    }

    /** Its fields. */
    public Body body() {
        String[] names = fields.propertyNames().toArray(String[]::new);
        return Body.of(fields, names);
    }
}
