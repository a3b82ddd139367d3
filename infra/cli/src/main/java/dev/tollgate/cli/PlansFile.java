package dev.tollgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A file of plans and their prices, as it is kept beside code. */
final class PlansFile {
    private static final long BYTES_MAX = 1 << 20;
    private static final Set<String> PLAN = Set.of(
            "id",
            "name",
            "daily_limit",
            "quota_scope",
            "enforcement",
            "burst_per_second",
            "max_keys",
            "hold",
            "price",
            "effective_from",
            "for_existing");

    /** When its limits act, and for whom: what is said of a change. */
    private static final Set<String> OF_A_CHANGE = Set.of("effective_from", "for_existing");

    private static final Set<String> LIMITS = Set.of("daily_limit", "burst_per_second", "max_keys");

    private static final Set<String> PRICE = Set.of(
            "effective_from",
            "for_existing",
            "currency",
            "interval",
            "base_fee",
            "included_per_day",
            "included_per",
            "overage",
            "trial_days");

    /** What a price says of when it holds and for whom: a price that says no more than that is the same. */
    private static final Set<String> NOT_TERMS = Set.of("effective_from", "for_existing", "plan", "version");

    private static final Map<String, JsonNode> PRICE_DEFAULTS = Map.of(
            "interval", JsonNodeFactory.instance.stringNode("month"),
            "included_per_day", JsonNodeFactory.instance.nullNode(),
            "included_per", JsonNodeFactory.instance.stringNode("key"),
            "overage", JsonNodeFactory.instance.nullNode(),
            "trial_days", JsonNodeFactory.instance.numberNode(0));
    private static final Map<String, JsonNode> TIER_DEFAULTS = Map.of(
            "up_to", JsonNodeFactory.instance.nullNode(),
            "unit_price", JsonNodeFactory.instance.stringNode("0"),
            "flat_price", JsonNodeFactory.instance.stringNode("0"));

    private PlansFile() {}

    /**
     * The plans in a file.
     *
     * @throws CommandFailedException if it cannot be read, or is none
     */
    static List<ObjectNode> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > BYTES_MAX) {
                throw new CommandFailedException(
                        Output.printable(file.toString()) + " is too large for a file of plans.");
            }
            // Amounts are texts to key-admin; in a file they may look like numbers, and must not become others.
            return plans(YAMLMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build()
                    .readTree(in));
        } catch (IOException e) {
            throw new CommandFailedException(Output.printable(file.toString()) + " cannot be read.", e);
        } catch (JacksonException e) {
            throw new CommandFailedException(
                    Output.printable(file.toString()) + " is no YAML: "
                            + Output.printable(e.getOriginalMessage()) + ", at line "
                            + e.getLocation().getLineNr() + ".",
                    e);
        }
    }

    private static List<ObjectNode> plans(JsonNode root) {
        if (!root.path("plans").isArray() || root.size() != 1) {
            throw new CommandFailedException("The file must have one list at its top: plans.");
        }
        List<ObjectNode> plans = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (JsonNode plan : root.path("plans")) {
            String id = plan.path("id").asString("");
            if (!(plan instanceof ObjectNode object) || id.isEmpty() || !ids.add(id)) {
                throw new CommandFailedException(
                        "Each plan must have an id that no other has, and number " + (plans.size() + 1) + " has not.");
            }
            refuseOthers(id, object, PLAN);
            if (object.path("price") instanceof ObjectNode price) {
                refuseOthers(id + "'s price", price, PRICE);
                amountsAsTexts(price);
            } else if (object.has("price")) {
                throw new CommandFailedException(id + "'s price must be an object. A plan without one costs nothing.");
            }
            plans.add(object);
        }
        return plans;
    }

    private static void refuseOthers(String what, ObjectNode object, Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw new CommandFailedException("Of " + Output.printable(what) + ", " + Output.printable(name)
                        + " is not known; known are " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
    }

    private static void amountsAsTexts(ObjectNode price) {
        asText(price, "base_fee");
        if (price.path("overage") instanceof ObjectNode overage) {
            asText(overage, "package_price");
            for (JsonNode tier : overage.path("tiers")) {
                if (tier instanceof ObjectNode object) {
                    asText(object, "unit_price");
                    asText(object, "flat_price");
                }
            }
        }
    }

    private static void asText(ObjectNode object, String name) {
        if (object.path(name).isNumber()) {
            object.put(name, object.path(name).decimalValue().toPlainString());
        }
    }

    /** What a plan in the file says otherwise than the one that is there: of what it does not name, nothing. */
    static ObjectNode changes(ObjectNode wanted, JsonNode known) {
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        wanted.properties().forEach(field -> {
            String name = field.getKey();
            boolean isTerm = !name.equals("id") && !name.equals("price") && !OF_A_CHANGE.contains(name);
            if (isTerm && !same(field.getValue(), latest(known, name))) {
                changes.set(name, field.getValue());
            }
        });
        if (!changes.isEmpty()) {
            OF_A_CHANGE.stream().filter(wanted::has).forEach(name -> changes.set(name, wanted.path(name)));
        }
        return changes;
    }

    /** What a plan says of something, or its latest edition, if that says so too. */
    static JsonNode latest(JsonNode plan, String name) {
        JsonNode editions = plan.path("editions");
        return LIMITS.contains(name) && !editions.isEmpty()
                ? editions.path(editions.size() - 1).path(name)
                : plan.path(name);
    }

    /** Whether a plan costs what the file says. */
    static boolean isPrice(JsonNode wanted, JsonNode known) {
        return terms(wanted).equals(terms(known));
    }

    private static ObjectNode terms(JsonNode price) {
        ObjectNode terms = JsonNodeFactory.instance.objectNode();
        PRICE_DEFAULTS.forEach((name, value) -> terms.set(name, plain(value)));
        price.properties().forEach(field -> {
            if (!NOT_TERMS.contains(field.getKey())) {
                terms.set(field.getKey(), plain(field.getValue()));
            }
        });
        if (terms.path("overage") instanceof ObjectNode overage
                && overage.path("tiers").isArray()) {
            ArrayNode tiers = JsonNodeFactory.instance.arrayNode();
            overage.path("tiers").forEach(tier -> {
                ObjectNode whole = tiers.addObject();
                TIER_DEFAULTS.forEach(whole::set);
                tier.properties().forEach(field -> whole.set(field.getKey(), plain(field.getValue())));
            });
            ObjectNode copy = overage.deepCopy();
            copy.set("tiers", tiers);
            terms.set("overage", copy);
        }
        return terms;
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return plain(one).equals(plain(other));
    }

    /** So that 29, 29.0 and "29.00" are one. */
    private static JsonNode plain(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode plain = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> plain.set(field.getKey(), plain(field.getValue())));
            return plain;
        }
        String text = value.asString("");
        if (value.isNumber() || (value.isString() && text.matches("[0-9]{1,15}(\\.[0-9]{1,15})?"))) {
            BigDecimal number = new BigDecimal(text);
            return JsonNodeFactory.instance.stringNode(
                    number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
        }
        return value;
    }
}
