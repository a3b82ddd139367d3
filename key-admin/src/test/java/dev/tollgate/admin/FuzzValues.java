package dev.tollgate.admin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Makes values of a schema of the OpenAPI document, and values that are nearly of it. */
final class FuzzValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int ELEMENTS_MAX = 5;
    private static final int TRIES_MAX = 1_000;
    private static final String[] LETTERS = {
        "a",
        "Z",
        "0",
        " ",
        "'",
        "\"",
        "\\",
        "<b>",
        "&",
        ";",
        "--",
        "%",
        "$",
        "{",
        "é",
        "ß",
        "中",
        "\u202e",
        "\u0301",
        "\ud83d\ude00"
    };

    private static final List<JsonNode> HOSTILE = List.of(
            NullNode.getInstance(),
            BooleanNode.TRUE,
            text(""),
            text(" "),
            text("\u200b"),
            text("' OR 1=1; DROP TABLE api_keys; --"),
            text("<script>alert(1)</script>"),
            text("x\r\nSet-Cookie: admin=1"),
            text("x\n2026-01-01 ERROR forged"),
            text("${jndi:ldap://127.0.0.1/x}"),
            text("a\u0000b"),
            text("\ud83d"),
            text("x".repeat(10_000)),
            text("\ud83d\ude00".repeat(201)),
            text("-1"),
            text("9999-99-99T99:99:99Z"),
            LongNode.valueOf(-1),
            LongNode.valueOf(Long.MAX_VALUE),
            LongNode.valueOf(Long.MIN_VALUE),
            NODES.numberNode(new BigInteger("9".repeat(400))),
            NODES.numberNode(1.5),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.arrayNode().add(1)),
            NODES.objectNode(),
            NODES.objectNode().put("$ref", "x").put("@type", "java.lang.Runtime"));

    private final Contract contract;
    private final Random random;

    FuzzValues(Contract contract, Random random) {
        this.contract = contract;
        this.random = random;
    }

    /** A value that the schema allows with all that it says, also of fields together. */
    JsonNode allowed(JsonNode schema) {
        for (int i = 0; i < TRIES_MAX; i++) {
            JsonNode value = valid(schema);
            if (contract.errors(schema, value).isEmpty()) {
                return value;
            }
        }
        throw new AssertionError("Nothing is what this schema allows: " + schema);
    }

    /** A value that the schema allows for what it says of each field by itself. */
    JsonNode valid(JsonNode said) {
        JsonNode schema = contract.resolve(said);
        if (schema.has("anyOf")) {
            return valid(pick(schema.path("anyOf").valueStream().toList()));
        }
        if (schema.has("enum")) {
            return pick(schema.path("enum").valueStream().toList());
        }
        List<String> types = types(schema);
        if (types.size() > 1 && random.nextInt(4) == 0) {
            return NullNode.getInstance();
        }
        if (schema.path("examples").isArray()) {
            return pick(schema.path("examples").valueStream().toList());
        }
        return switch (types.get(0)) {
            case "string" -> string(schema);
            case "integer" -> integer(schema);
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            case "array" -> array(schema);
            case "object" -> object(schema);
            case "null" -> NullNode.getInstance();
            default -> throw new AssertionError("A type that nobody knows: " + schema);
        };
    }

    /** A value of the schema, with one thing or another that is wrong with it; by chance it may still be allowed. */
    JsonNode broken(JsonNode said) {
        JsonNode good = valid(said);
        if (!(good instanceof ObjectNode object) || random.nextInt(10) == 0) {
            return hostile();
        }
        List<String> names =
                new ArrayList<>(contract.resolve(said).path("properties").propertyNames());
        for (int i = random.nextInt(2); i >= 0; i--) {
            String name = pick(names);
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(pick(List.of("id", "state", "Name", "__proto__", "x\r\ny", "\u0000")), hostile());
                case 2 -> object.set(name, NODES.arrayNode().add(hostile()));
                case 3 -> object.set(name, NODES.objectNode().set("a\nb", hostile()));
                default -> object.set(name, hostile());
            }
        }
        return object;
    }

    JsonNode hostile() {
        return pick(HOSTILE);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.valueStream().map(JsonNode::asString).toList() : List.of(type.asString());
    }

    private JsonNode string(JsonNode schema) {
        int lengthMax = schema.path("maxLength").asInt(50);
        // The shortest and the longest more often than chance would have them.
        int length = random.nextInt(4) == 0 ? lengthMax : 1 + random.nextInt(Math.min(lengthMax, 20));
        // Neither its beginning nor its end is a space, for those are cut off.
        StringBuilder text = new StringBuilder("x");
        for (int i = 2; i < length; i++) {
            String letter = LETTERS[random.nextInt(LETTERS.length)];
            text.append(letter.codePointCount(0, letter.length()) == 1 ? letter : "y");
        }
        return text(length == 1 ? "x" : text + "z");
    }

    private JsonNode integer(JsonNode schema) {
        long min = schema.path("minimum").asLong(0);
        long max = schema.path("maximum").asLong(Long.MAX_VALUE);
        return switch (random.nextInt(3)) {
            case 0 -> LongNode.valueOf(min);
            case 1 -> LongNode.valueOf(max);
            default -> LongNode.valueOf(random.nextLong(min, max));
        };
    }

    private JsonNode array(JsonNode schema) {
        ArrayNode array = NODES.arrayNode();
        int min = schema.path("minItems").asInt(0);
        for (int i = min + random.nextInt(ELEMENTS_MAX); i > 0; i--) {
            array.add(valid(schema.path("items")));
        }
        return array;
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || random.nextBoolean()) {
                object.set(property.getKey(), valid(property.getValue()));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(ELEMENTS_MAX); i > 0; i--) {
                object.set("name-" + i, valid(schema.path("additionalProperties")));
            }
        }
        return object;
    }

    private static StringNode text(String text) {
        return StringNode.valueOf(text);
    }
}
