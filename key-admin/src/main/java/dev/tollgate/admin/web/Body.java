package dev.tollgate.admin.web;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request's JSON object, read strictly: fields that nobody knows are refused by name, and no type is turned into
 * another. Gathers all that is wrong before it is told, by {@link #check}.
 */
public final class Body {
    private static final int ERRORS_MAX = 20;
    private static final int NAME_SHOWN_MAX = 50;
    private static final int YEAR_MAX = 9999;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,15})?");

    private final JsonNode node;
    /** What the names of its fields begin with where it lies within another. */
    private final String path;

    private final List<FieldError> errors;

    private Body(JsonNode node, String path, List<FieldError> errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    /** The body, of which only fields named in {@code allowed} may be there. */
    public static Body of(@Nullable JsonNode node, String... allowed) {
        if (node == null || !node.isObject()) {
            throw ProblemException.badRequest("Send one JSON object.");
        }
        Body body = new Body(node, "", new ArrayList<>());
        body.refuseOthersThan(allowed);
        return body;
    }

    /**
     * The object in a field, of which only fields named in {@code allowed} may be there; null if the field is not there, or
     * null. What is wrong with it is wrong with this body.
     */
    public @Nullable Body object(String name, String... allowed) {
        if (!has(name) || isNull(name)) {
            return null;
        }
        if (!node.get(name).isObject()) {
            error(name, "must be an object, or null for none");
            return null;
        }
        Body body = new Body(node.get(name), path + name + ".", errors);
        body.refuseOthersThan(allowed);
        return body;
    }

    private void refuseOthersThan(String... allowed) {
        Set<String> known = new TreeSet<>(List.of(allowed));
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                error(shown(name), "is not known here; known are " + String.join(", ", known));
            }
        }
    }

    /** Whether the field is there, if only as null. */
    public boolean has(String name) {
        return node.has(name);
    }

    /** Whether the field is there and null. */
    public boolean isNull(String name) {
        return node.has(name) && node.get(name).isNull();
    }

    /** A text that must be there, not blank, of {@code lengthMax} characters at most. */
    public String requiredText(String name, int lengthMax) {
        if (!has(name)) {
            error(name, "is required");
            return "";
        }
        String text = text(name, lengthMax);
        return text == null ? "" : text;
    }

    /** A text, not blank; null if the field is not there. */
    public @Nullable String text(String name, int lengthMax) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = node.get(name);
        if (!value.isString()) {
            error(name, "must be a text");
            return null;
        }
        String text = value.stringValue().strip();
        if (text.codePoints().allMatch(Body::isInvisible)) {
            error(name, "must not be blank");
        } else if (isLonger(text, lengthMax)) {
            error(name, "must have " + lengthMax + " characters at most");
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            error(name, "must not hold control characters");
        } else if (!isUnicode(text)) {
            error(name, "must be whole Unicode characters");
        }
        return text;
    }

    /** A secret that must be there, taken as it is; empty if it is not good. */
    public String secret(String name, int lengthMax) {
        String text = has(name) && node.get(name).isString() ? node.get(name).stringValue() : "";
        if (text.isEmpty() || isLonger(text, lengthMax) || !isUnicode(text)) {
            error(name, "is required: a text of " + lengthMax + " characters at most");
            return "";
        }
        return text;
    }

    /** Characters are what Unicode calls so: a face is one of them. */
    private static boolean isLonger(String text, int lengthMax) {
        return text.codePointCount(0, text.length()) > lengthMax;
    }

    private static boolean isInvisible(int codePoint) {
        return Character.isSpaceChar(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    /** One of {@code choices}; null if the field is not there. */
    public @Nullable String choice(String name, String... choices) {
        String text = text(name, 100);
        if (text != null && !List.of(choices).contains(text)) {
            error(name, "must be one of " + String.join(", ", choices));
        }
        return text;
    }

    /** A whole number; null if the field is not there, or null. */
    public @Nullable Long number(String name, long min, long max) {
        if (!has(name) || isNull(name)) {
            return null;
        }
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            error(name, "must be a whole number, or null for none");
            return null;
        }
        long number = value.longValue();
        if (number < min || number > max) {
            error(name, String.format(Locale.ROOT, "must be from %d to %d", min, max));
        }
        return number;
    }

    /** As {@link #number}, of what may be left out, but not be null. */
    public @Nullable Long presentNumber(String name, long min, long max) {
        if (isNull(name)) {
            error(name, "must be a whole number");
        }
        return number(name, min, max);
    }

    /** Whole numbers in a list; empty if the field is not there. */
    public List<Long> numbers(String name, int sizeMax, long min, long max) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode list = node.get(name);
        boolean good = list.isArray()
                && list.size() <= sizeMax
                && list.valueStream()
                        .allMatch(number -> number.isIntegralNumber()
                                && number.canConvertToLong()
                                && number.longValue() >= min
                                && number.longValue() <= max);
        if (!good) {
            error(
                    name,
                    String.format(
                            Locale.ROOT,
                            "must be a list of %d whole numbers at most, from %d to %d",
                            sizeMax,
                            min,
                            max));
            return List.of();
        }
        return list.valueStream().map(JsonNode::longValue).toList();
    }

    /**
     * An amount of 0 or more, which is a text such as "12.50": a JSON number might be rounded on its way. Null if the field is not
     * there, or null.
     *
     * @param digitsMax behind the point
     */
    public @Nullable BigDecimal amount(String name, int digitsMax, BigDecimal max) {
        if (!has(name) || isNull(name)) {
            return null;
        }
        String text = node.get(name).isString() ? node.get(name).stringValue().strip() : "";
        if (AMOUNT.matcher(text).matches()) {
            BigDecimal amount = new BigDecimal(text);
            if (amount.scale() <= digitsMax && amount.compareTo(max) <= 0) {
                return amount;
            }
        }
        error(
                name,
                "must be a text such as \"12.50\", from 0 to " + max.toPlainString() + ", with " + digitsMax
                        + " digits behind the point at most");
        return null;
    }

    /** As {@link #amount}, of what must be there and above zero. */
    public @Nullable BigDecimal requiredAmount(String name, int digitsMax, BigDecimal max) {
        BigDecimal amount = amount(name, digitsMax, max);
        if (!has(name) || isNull(name) || (amount != null && amount.signum() == 0)) {
            error(name, "is required, and above zero");
        }
        return amount;
    }

    /** A day, such as 2027-01-31; null if the field is not there, or null. */
    public @Nullable LocalDate date(String name) {
        if (!has(name) || isNull(name)) {
            return null;
        }
        Optional<LocalDate> day =
                node.get(name).isString() ? Dates.parse(node.get(name).stringValue()) : Optional.empty();
        if (day.isEmpty()) {
            error(name, "must be a day such as 2027-01-31");
        }
        return day.orElse(null);
    }

    /** Objects in a list, of which only fields named in {@code allowed} may be there; empty if the field is not there, or null. */
    public List<Body> objects(String name, int sizeMax, String... allowed) {
        if (!has(name) || isNull(name)) {
            return List.of();
        }
        JsonNode list = node.get(name);
        if (!list.isArray() || list.size() > sizeMax || list.valueStream().anyMatch(element -> !element.isObject())) {
            error(name, "must be a list of " + sizeMax + " objects at most");
            return List.of();
        }
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Body body = new Body(list.get(i), path + name + "[" + i + "].", errors);
            body.refuseOthersThan(allowed);
            bodies.add(body);
        }
        return bodies;
    }

    /** True or false; null if the field is not there. */
    public @Nullable Boolean flag(String name) {
        if (!has(name)) {
            return null;
        }
        if (!node.get(name).isBoolean()) {
            error(name, "must be true or false");
            return null;
        }
        return node.get(name).booleanValue();
    }

    /** A moment, such as 2027-01-31T12:00:00Z; null if the field is not there, or null. */
    public @Nullable Instant instant(String name) {
        if (!has(name) || isNull(name)) {
            return null;
        }
        String text = node.get(name).isString() ? node.get(name).stringValue() : "";
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text);
            // The database ends before Java's time does.
            if (moment.getYear() >= 0 && moment.getYear() <= YEAR_MAX) {
                return moment.toInstant();
            }
        } catch (DateTimeException e) {
            // The same error as for one that is too far away.
        }
        error(name, "must be a moment such as 2027-01-31T12:00:00Z");
        return null;
    }

    /** A moment after {@code now}; null if the field is not there, or null. */
    public @Nullable Instant futureInstant(String name, Instant now) {
        Instant moment = instant(name);
        if (moment != null && !moment.isAfter(now)) {
            error(name, "must lie in the future");
        }
        return moment;
    }

    /** A list of texts, each of which {@code isGood}; empty if the field is not there. */
    public List<String> texts(String name, int sizeMax, Predicate<String> isGood, String otherwise) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode list = node.get(name);
        if (!list.isArray() || list.size() > sizeMax) {
            error(name, "must be a list of " + sizeMax + " texts at most");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list) {
            if (!element.isString() || !isGood.test(element.stringValue())) {
                error(name, otherwise);
                return List.of();
            }
            texts.add(element.stringValue());
        }
        return texts.stream().distinct().toList();
    }

    /** A list of one text or more, each of which {@code isGood}. */
    public List<String> requiredTexts(String name, int sizeMax, Predicate<String> isGood, String otherwise) {
        int errorsBefore = errors.size();
        List<String> texts = texts(name, sizeMax, isGood, otherwise);
        if (texts.isEmpty() && errors.size() == errorsBefore) {
            error(name, "is required: one to " + sizeMax + ", which " + otherwise);
        }
        return texts;
    }

    /** Texts by names, each of which {@code isGood}; empty if the field is not there, or null. */
    public Map<String, String> namedTexts(
            String name, int sizeMax, int lengthMax, Predicate<String> isGood, String otherwise) {
        if (!has(name) || isNull(name)) {
            return Map.of();
        }
        JsonNode object = node.get(name);
        if (!object.isObject() || object.size() > sizeMax) {
            error(name, "must be an object of " + sizeMax + " texts at most");
            return Map.of();
        }
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            String text = property.getValue().isString() ? property.getValue().stringValue() : null;
            if (!isGood.test(property.getKey())) {
                error(name, otherwise);
                return Map.of();
            }
            if (text == null || isLonger(text, lengthMax) || !isUnicode(text) || text.indexOf('\0') >= 0) {
                error(name, "must have texts of " + lengthMax + " characters at most");
                return Map.of();
            }
            texts.put(property.getKey(), text);
        }
        return texts;
    }

    /** Notes something that is wrong with a field. The first {@value #ERRORS_MAX} are told, the rest is one fault too. */
    public void error(String field, String message) {
        if (errors.size() < ERRORS_MAX) {
            errors.add(new FieldError(path + field, message));
        }
    }

    /** Tells all that is wrong, if anything is. */
    public void check() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    /** A name that may be anything, made fit to be shown. */
    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .limit(NAME_SHOWN_MAX)
                .map(c -> Character.isISOControl(c) || isHalfAPair(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        return name.codePointCount(0, name.length()) <= NAME_SHOWN_MAX ? shown.toString() : shown + "…";
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(Body::isHalfAPair);
    }

    private static boolean isHalfAPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
