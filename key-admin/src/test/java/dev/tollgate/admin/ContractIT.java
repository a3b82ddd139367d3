package dev.tollgate.admin;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.Contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document says all that there is, and nothing else. */
class ContractIT {
    private static final Contract CONTRACT = Contract.get();

    private final AdminSystem system = AdminSystem.shared();

    static List<Operation> operations() {
        return CONTRACT.operations();
    }

    @Test
    void shouldDescribeEachMappingAndNoOther() {
        assertThat(operations())
                .extracting(Operation::mapping)
                .containsExactlyInAnyOrderElementsOf(mappings().keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldNameTheRightsThatItNeeds(Operation operation) {
        JsonNode security = operation.node().has("security")
                ? operation.node().path("security")
                : CONTRACT.document().path("security");

        assertThat(security).isNotEmpty().allSatisfy(way -> assertThat(way)
                .allSatisfy(rights -> assertThat(rights.valueStream().map(JsonNode::asString))
                        .containsExactlyElementsOf(mappings().get(operation.mapping()))));
    }

    /** What the API answers to, such as {@code GET /api/v1/keys/{}}, and the rights for it. */
    private Map<String, List<String>> mappings() {
        Map<String, List<String>> mappings = new TreeMap<>();
        system.rights().forEach((endpoint, rights) -> {
            // The document itself is no part of the API.
            if (endpoint.contains(" /api/")) {
                mappings.put(endpoint.replaceAll("\\{[A-Za-z]+}", "{}"), rights);
            }
        });
        return mappings;
    }

    @Test
    void shouldBeServedToThoseWhoMayCall() {
        AdminClient http = system.http();

        assertThat(http.get("/v3/api-docs").expect(200).json()).isEqualTo(CONTRACT.document());
        http.send(http.request("/v3/api-docs")).expectProblem(401);
    }

    @Test
    void shouldNameEachOperationOnce() {
        assertThat(operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldShowAnExampleOfEachBodyThatIsAsItSays(Operation operation) {
        JsonNode asked = operation.node().path("requestBody").path("content");
        asked.forEach(content -> assertThat(examples(content)).isNotEmpty().allSatisfy(example -> {
            assertThat(CONTRACT.errors(content.path("schema"), example)).isEmpty();
        }));
        for (JsonNode response : operation.node().path("responses")) {
            CONTRACT.resolve(response).path("content").forEach(content -> assertThat(examples(content))
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(CONTRACT.errors(content.path("schema"), example))
                            .as("%s", example)
                            .isEmpty()));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldShowParametersThatAreAsItSays(Operation operation) {
        assertThat(operation.parameters()).allSatisfy(parameter -> assertThat(
                        parameter.path("example").isMissingNode()
                                ? List.of()
                                : CONTRACT.errors(parameter.path("schema"), parameter.path("example")))
                .isEmpty());
    }

    @Test
    void shouldHaveNoSchemaWhoseExamplesItForbids() {
        List<JsonNode> schemas = CONTRACT.document().findParents("examples").stream()
                .filter(schema -> schema.path("examples").isArray())
                .collect(toList());

        assertThat(schemas).isNotEmpty().allSatisfy(schema -> schema.path("examples")
                .forEach(example -> assertThat(CONTRACT.errors(schema, example)).isEmpty()));
    }

    private static List<JsonNode> examples(JsonNode content) {
        return Stream.concat(
                        content.path("example").isMissingNode() ? Stream.of() : Stream.of(content.path("example")),
                        content.path("examples").valueStream().map(example -> CONTRACT.resolve(example)
                                .path("value")))
                .toList();
    }
}
