package dev.tollgate.admin;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.admin.Contract.Operation;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes calls of the operations of the OpenAPI document. */
final class FuzzCalls {
    private static final List<String> BAD_PATHS = List.of(
            "..%2f..",
            "%27%20OR%201=1--",
            "%F0%9F%98%80",
            "acc_00000000000000000000000000",
            "key_0",
            "%0d%0aX:%20y",
            "null",
            "x%00",
            "a;b=c",
            "%3Cb%3E",
            "%C3%28",
            "x".repeat(2_000));
    private static final List<String> BAD_QUERIES = List.of(
            "",
            "%00",
            "-1",
            "0",
            "1e9",
            "99999999999999999999",
            "%27--",
            "%0d%0aSet-Cookie:x",
            "%F0%9F%98%80",
            "acc_00000000000000000000000000",
            "0000-01-01",
            "9999-12-31T23:59:59%2B18:00",
            "%3Cb%3E",
            "y".repeat(2_000));
    private static final List<String> BAD_HEADERS =
            List.of("", "x", "\"", "\"999\"", "W/\"1\"", "\"1\", \"2\"", "2", "*", "z".repeat(300), "\"\u00e9\"");
    private static final List<String> BAD_BODIES = List.of(
            "",
            "{",
            "[]",
            "null",
            "\"\"",
            "{\"name\": 1e999999}",
            "{\"daily_limit\": 1e400}",
            "{\"grace_seconds\": 1e400}",
            "{\"a\":1,\"a\":2}",
            "\u0000",
            "[".repeat(2_000));

    /**
     * Those of which a schema cannot say all: whether a role may have that account depends on what the other of the two is, there
     * may be no such pepper or plan, tiers must leave no gap, and a credit of nothing is none.
     */
    private static final Set<String> DEPENDING = Set.of(
            "changeUser",
            "createImport",
            "createWebhook",
            "changeWebhook",
            "changePlan",
            "addPrice",
            "comparePrice",
            "changeSubscription",
            "giveCredit",
            "createCoupon",
            "correctUsage");

    private final Random random;
    private final FuzzObjects objects;
    private final FuzzValues values;

    FuzzCalls(Random random, FuzzObjects objects) {
        this.random = random;
        this.objects = objects;
        this.values = new FuzzValues(Contract.get(), random);
    }

    /** What the document says of a call. */
    enum Kind {
        /** It is one: it may fail as things stand, but not for its form. */
        ALLOWED,
        /** Its body is none: it must not be taken. */
        FORBIDDEN,
        /** Something beside the body is odd. */
        UNKNOWN
    }

    /** A call. */
    record Call(
            Operation operation,
            Kind kind,
            String target,
            Map<String, String> headers,
            @Nullable String body) {
        Reply send(AdminClient http) {
            HttpRequest.Builder request = http.request(target)
                    .method(
                            operation.method(),
                            body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(escaped(body)));
            headers.forEach(request::header);
            return http.send(request.header("Authorization", "Bearer " + AdminSystem.TOKEN));
        }

        /** Half a character cannot be written in UTF-8, but as JSON can. */
        private static String escaped(String json) {
            StringBuilder escaped = new StringBuilder();
            json.codePoints().forEach(c -> {
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    escaped.append(String.format("\\u%04x", c));
                } else {
                    escaped.appendCodePoint(c);
                }
            });
            return escaped.toString();
        }

        @Override
        public String toString() {
            String all = kind + " " + operation.method() + " " + target + " " + headers + " " + body;
            return readable(all.length() < 2_000 ? all : all.substring(0, 2_000) + "…");
        }
    }

    /** In ASCII: where half a character or a zero stands, reports of tests would end. */
    static String readable(String text) {
        StringBuilder readable = new StringBuilder();
        text.chars()
                .forEach(character -> readable.append(
                        character >= ' ' && character <= '~' ? (char) character : String.format("\\u%04x", character)));
        return readable.toString();
    }

    Call next(Operation operation) {
        boolean odd = random.nextInt(4) == 0;
        Map<String, String> headers = new LinkedHashMap<>();
        String target = operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            boolean broken = odd && random.nextBoolean();
            switch (parameter.path("in").asString()) {
                case "path" -> target = target.replace("{" + name + "}", broken ? values.pick(BAD_PATHS) : id(name));
                case "query" -> {
                    if (random.nextInt(3) == 0) {
                        query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
                        query.append(
                                broken ? values.pick(BAD_QUERIES) : encoded(values.valid(parameter.path("schema"))));
                        // Each is good, but not always all together.
                        odd |= name.equals("from") || name.equals("to") || name.equals("granularity");
                    }
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        headers.put(name, broken ? values.pick(BAD_HEADERS) : header(name, parameter));
                    }
                }
            }
        }
        return withBody(operation, odd, target + query, headers);
    }

    private Call withBody(Operation operation, boolean odd, String target, Map<String, String> headers) {
        if (operation.id().equals("putRows")) {
            return withRows(operation, odd, target, headers);
        }
        JsonNode schema = operation
                .node()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        Kind kind = odd ? Kind.UNKNOWN : Kind.ALLOWED;
        if (schema.isMissingNode()) {
            return new Call(operation, kind, target, headers, null);
        }
        headers.put("Content-Type", odd && random.nextInt(5) == 0 ? "text/plain" : "application/json");
        return switch (random.nextInt(8)) {
            case 0 -> new Call(operation, Kind.FORBIDDEN, target, headers, values.pick(BAD_BODIES));
            case 1, 2, 3 -> {
                JsonNode broken = real(operation, values.broken(schema));
                boolean forbidden = !Contract.get().errors(schema, broken).isEmpty();
                yield new Call(
                        operation, forbidden ? Kind.FORBIDDEN : Kind.UNKNOWN, target, headers, broken.toString());
            }
            default ->
                new Call(
                        operation,
                        DEPENDING.contains(operation.id()) ? Kind.UNKNOWN : kind,
                        target,
                        headers,
                        real(operation, values.allowed(schema)).toString());
        };
    }

    /** Whatever the rows are, the import is done; what is no key is told of afterwards. */
    private Call withRows(Operation operation, boolean odd, String target, Map<String, String> headers) {
        JsonNode schema =
                Contract.get().document().path("components").path("schemas").path("ForeignKey");
        List<String> lines = new ArrayList<>();
        boolean csv = random.nextInt(3) == 0;
        if (csv) {
            lines.add("hash,account_id,name,scopes,metadata.team,daily_limit");
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            JsonNode row = random.nextBoolean() ? values.allowed(schema) : values.broken(schema);
            lines.add(
                    random.nextInt(4) == 0
                            ? values.pick(BAD_BODIES)
                            : real(operation, row).toString());
        }
        headers.put("Content-Type", csv ? "text/csv" : "application/x-ndjson");
        return new Call(operation, odd ? Kind.UNKNOWN : Kind.ALLOWED, target, headers, String.join("\n", lines));
    }

    /** Puts ids of what there is where a schema can only say how ids look. */
    private JsonNode real(Operation operation, JsonNode body) {
        if (body instanceof ObjectNode object) {
            if (operation.id().equals("createPlan") && object.path("id").isString() && random.nextInt(5) > 0) {
                replace(object, "id", objects.newPlanId());
            }
            replace(object, "plan", objects.plan());
            if (object.path("hash").asString("").length() == 64) {
                object.put("hash", String.format("%064x", new BigInteger(256, random)));
            }
            if (object.path("account_id").asString("").startsWith("acc_")) {
                object.put("account_id", objects.lastingAccount());
            }
            if (random.nextInt(3) > 0) {
                withRealPerson(operation, object);
            }
            if (object.path("ids") instanceof ArrayNode ids && random.nextInt(5) > 0) {
                for (int i = 0; i < ids.size(); i++) {
                    if (ids.get(i).asString("").startsWith("key_")) {
                        ids.set(i, objects.key());
                    }
                }
            }
        }
        return body;
    }

    /** Puts an address, a password or an invitation that is good in the place of one that only looks so. */
    private void withRealPerson(Operation operation, ObjectNode body) {
        boolean address = body.path("email").asString("").endsWith("@example.com");
        switch (operation.id()) {
            case "createUser" -> {
                if (address) {
                    body.put("email", People.email());
                }
            }
            case "beginSession" -> {
                if (address && body.path("password").isString()) {
                    body.put("email", objects.lastingEmail()).put("password", People.PASSWORD);
                }
            }
            case "redeemInvitation" -> {
                if (body.path("invitation").isString()) {
                    body.put("invitation", objects.invitation());
                }
            }
            default -> {}
        }
    }

    /** Where there is something that could be one. */
    private static void replace(ObjectNode object, String name, String value) {
        if (object.path(name).isString() && object.path(name).asString().matches("[a-z_]{1,20}")) {
            object.put(name, value);
        }
    }

    private String id(String parameter) {
        return switch (parameter) {
            case "account_id" -> objects.account();
            case "key_id" -> objects.key();
            case "plan_id" -> objects.plan();
            case "user_id" -> objects.user();
            case "token_id" -> objects.token();
            case "import_id" -> objects.keyImport();
            case "webhook_id" -> objects.webhook();
            case "event_id" -> objects.event();
            case "invoice_number" -> values.pick(List.of("0", "1", "999999999999999999"));
            default -> throw new AssertionError("Nobody knows what to put for {" + parameter + "}.");
        };
    }

    private String header(String name, JsonNode parameter) {
        return name.equals("Idempotency-Key") && random.nextInt(5) > 0
                ? UUID.randomUUID().toString()
                : values.valid(parameter.path("schema")).asString();
    }

    private static String encoded(JsonNode value) {
        return URLEncoder.encode(value.asString(), StandardCharsets.UTF_8);
    }
}
