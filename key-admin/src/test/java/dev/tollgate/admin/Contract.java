package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.admin.openapi.ApiDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The OpenAPI document, which each answer must be in keeping with. */
final class Contract {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");
    private static final Pattern VARIABLE = Pattern.compile("\\{[a-z_]+}");
    private static final Contract INSTANCE = new Contract();

    private final JsonNode document = ApiDocument.read().json();
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private Contract() {
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(entry -> METHODS.contains(entry.getKey()))
                .forEach(entry -> operations.add(operation(path, entry))));
        // Where two fit, it is the one that says more of the path.
        operations.sort(Comparator.comparing(operation -> operation.path().contains("{")));
    }

    static Contract get() {
        return INSTANCE;
    }

    /**
     * What can be done.
     *
     * @param node what the document says of it
     * @param parameters all that it takes, with those of its path
     */
    record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
        String id() {
            return node.path("operationId").asString();
        }

        /** As a mapping, whatever its variables are called. */
        String mapping() {
            return method + " " + VARIABLE.matcher(path).replaceAll("{}");
        }

        boolean fits(String calledMethod, String calledPath) {
            return calledMethod.equals(method)
                    && calledPath.matches(VARIABLE.matcher(path).replaceAll("[^/]+"));
        }

        @Override
        public String toString() {
            return id();
        }
    }

    private Operation operation(Map.Entry<String, JsonNode> path, Map.Entry<String, JsonNode> operation) {
        List<JsonNode> parameters = new ArrayList<>();
        path.getValue().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        operation.getValue().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        return new Operation(
                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue(), parameters);
    }

    List<Operation> operations() {
        return operations;
    }

    JsonNode document() {
        return document;
    }

    /** The object that a reference is to, or what is no reference. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : resolve(document.at(reference.asString().substring(1)));
    }

    /** What keeps a value from being what a schema says; nothing if it is. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value);
    }

    private Schema compile(JsonNode schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("components", document.path("components"));
        root.putArray("allOf").add(schema);
        return registry.getSchema(root);
    }

    /** Fails if an answer is not one that the document lists for the call. */
    void check(String method, String path, Reply reply) {
        Optional<Operation> called = operations.stream()
                .filter(operation -> operation.fits(method, path))
                .findFirst();
        if (called.isPresent()) {
            check(called.get(), reply);
        } else if (path.startsWith("/api/")) {
            assertThat(reply.status())
                    .as("%s %s, which is not documented", method, path)
                    .isBetween(400, 499);
            if (!method.equals("HEAD")) {
                checkBody(method + " " + path, component("Problem"), reply);
            }
        }
    }

    private void check(Operation operation, Reply reply) {
        String call = operation.method() + " " + operation.path() + ", answered " + reply.status();
        JsonNode response = resolve(operation.node().path("responses").path(Integer.toString(reply.status())));
        assertThat(response.isMissingNode())
                .as("%s: the document does not list that status; the answer was %s", call, reply.body())
                .isFalse();
        response.path("headers").properties().forEach(header -> {
            List<String> values = reply.headers().allValues(header.getKey());
            JsonNode said = resolve(header.getValue());
            if (!values.isEmpty() || said.path("required").asBoolean(false)) {
                // Of cookies there may be others.
                assertThat(values).as("%s: header %s", call, header.getKey()).anySatisfy(value -> assertThat(
                                errors(said.path("schema"), StringNode.valueOf(value)))
                        .isEmpty());
            }
        });
        if (response.path("content").isEmpty()) {
            assertThat(reply.body()).as(call).isEmpty();
            return;
        }
        String type = reply.header("Content-Type").replaceAll(";.*", "");
        assertThat(response.path("content").propertyNames()).as(call).contains(type);
        JsonNode content = response.path("content").path(type);
        if (content.has("x-lines")) {
            reply.body().lines().forEach(line -> check(call, content.path("x-lines"), line));
        } else if (!type.equals("text/csv")) {
            checkBody(call, content.path("schema"), reply);
        }
    }

    private void checkBody(String call, JsonNode schema, Reply reply) {
        check(call, schema, reply.body());
    }

    private void check(String call, JsonNode schema, String json) {
        assertThat(errors(schema, JSON.readTree(json)))
                .as("%s: the body is not as the document says: %s", call, json)
                .isEmpty();
    }

    private JsonNode component(String name) {
        return document.path("components").path("schemas").path(name);
    }
}
