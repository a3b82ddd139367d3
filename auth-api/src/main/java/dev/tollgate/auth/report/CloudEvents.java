package dev.tollgate.auth.report;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.UsageReport;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads usage out of CloudEvents 1.0 in their JSON format. An event says with {@code subject} of which key it is, and with the members
 * of its {@code data}, each a number under the name of a meter, how much was used.
 */
public final class CloudEvents {
    /** Events of a batch. */
    public static final int EVENTS_MAX = 1_000;

    /** How long ago an event may have happened: for as long, one that is sent again is known. */
    static final Duration AGE_MAX = Duration.ofDays(32);

    /** How far the clock of who reports may be ahead. */
    static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private static final int TEXT_MAX = 512;
    private static final int DEPTH_MAX = 32;
    private static final int NUMBER_LENGTH_MAX = 40;
    private static final int IDENTITY_BYTES = 16;
    private static final int AMOUNTS_MAX = 20;
    private static final int FRACTION_DIGITS = 6;
    private static final BigDecimal AMOUNT_MAX = new BigDecimal("1000000000000");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Set<String> meters;
    private final UnaryOperator<@Nullable String> accountOf;

    /**
     * @param meters what can be reported
     * @param accountOf whose a key is, by its id; null if there is no such key
     */
    public CloudEvents(Set<String> meters, UnaryOperator<@Nullable String> accountOf) {
        this.meters = meters;
        this.accountOf = accountOf;
    }

    /**
     * Reads a batch, or one event.
     *
     * @throws IllegalArgumentException with a sentence for who sent it, if it is neither
     */
    public List<Report> read(byte[] body, Instant now) {
        JsonNode node = parse(body);
        if (node.isObject()) {
            return List.of(report(node, now));
        }
        if (!node.isArray() || node.size() > EVENTS_MAX) {
            throw new IllegalArgumentException(
                    "The body must be a CloudEvent, or a list of " + EVENTS_MAX + " of them at most");
        }
        List<Report> reports = new ArrayList<>(node.size());
        for (JsonNode event : node) {
            reports.add(report(event, now));
        }
        return reports;
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private Report report(JsonNode event, Instant now) {
        String id = event.path("id").isString() ? event.path("id").stringValue() : null;
        try {
            return new Report(id, usage(event, now), null);
        } catch (IllegalArgumentException e) {
            return new Report(id, null, e.getMessage());
        }
    }

    private UsageReport usage(JsonNode event, Instant now) {
        require(event.isObject(), "The event must be an object");
        require(event.path("specversion").asString("").equals("1.0"), "specversion must be \"1.0\"");
        String id = text(event, "id");
        String source = text(event, "source");
        text(event, "type");
        String keyId = text(event, "subject");
        String accountId = accountOf.apply(keyId);
        require(accountId != null, "subject must be the id of a key, and there is none of this");
        Instant at = moment(event, now);
        return UsageReport.newBuilder()
                .setIdentity(identity(source, id))
                .setKeyId(keyId)
                .setAccountId(accountId)
                .setAtMs(at.toEpochMilli())
                .addAllAmounts(amounts(event.path("data")))
                .build();
    }

    private static Instant moment(JsonNode event, Instant now) {
        if (!event.has("time")) {
            return now;
        }
        Instant at;
        try {
            at = OffsetDateTime.parse(event.path("time").asString("")).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("time must be a moment such as 2026-11-25T09:30:00Z");
        }
        require(!at.isAfter(now.plus(AHEAD_MAX)), "time must not lie in the future");
        require(
                at.isAfter(now.minus(AGE_MAX)),
                "time must not lie more than " + AGE_MAX.toDays() + " days ago: say it by a correction");
        return at;
    }

    private List<MeterAmount> amounts(JsonNode data) {
        require(
                data.isObject() && !data.isEmpty() && data.size() <= AMOUNTS_MAX,
                "data must be an object with 1 to " + AMOUNTS_MAX + " amounts by the names of their meters");
        List<MeterAmount> amounts = new ArrayList<>(data.size());
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            // The name is not told again: it may be anything, of any length.
            require(meters.contains(member.getKey()), "data must name meters of this gate only: " + meters);
            amounts.add(amount(member.getKey(), member.getValue()));
        }
        return amounts;
    }

    private static MeterAmount amount(String meter, JsonNode value) {
        BigDecimal amount = value.isNumber() ? value.decimalValue() : null;
        if (amount == null
                || amount.signum() < 0
                || amount.compareTo(AMOUNT_MAX) > 0
                || amount.stripTrailingZeros().scale() > FRACTION_DIGITS) {
            throw new IllegalArgumentException(meter + " must be a number from 0 to " + AMOUNT_MAX.toPlainString()
                    + ", with " + FRACTION_DIGITS + " digits behind the point at most");
        }
        BigDecimal[] parts = amount.divideAndRemainder(BigDecimal.ONE);
        return MeterAmount.newBuilder()
                .setMeter(meter)
                .setWhole(parts[0].longValueExact())
                .setMillionths(parts[1].movePointRight(FRACTION_DIGITS).intValueExact())
                .build();
    }

    private static String text(JsonNode event, String attribute) {
        String text = event.path(attribute).isString() ? event.path(attribute).stringValue() : "";
        require(
                !text.isEmpty() && text.length() <= TEXT_MAX,
                attribute + " is required: a text of " + TEXT_MAX + " characters at most");
        return text;
    }

    /** The source has its length before it, so that no other pair has the same bytes. */
    private static ByteString identity(String source, String id) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256.", e);
        }
        sha256.update((source.length() + " " + source + id).getBytes(StandardCharsets.UTF_8));
        return ByteString.copyFrom(sha256.digest(), 0, IDENTITY_BYTES);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
