package dev.tollgate.admin.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document of the API. It is written first, as YAML, and the API is held to it by tests. */
public final class ApiDocument {
    private static final String RESOURCE = "/openapi/key-admin.yaml";

    private final JsonNode root;

    private ApiDocument(JsonNode root) {
        this.root = root;
    }

    /** Reads the document that comes with key-admin. */
    public static ApiDocument read() {
        try (InputStream text = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            Map<String, Object> parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return new ApiDocument(new JsonMapper().valueToTree(parsed));
        } catch (IOException e) {
            throw new UncheckedIOException("The OpenAPI document cannot be read.", e);
        }
    }

    /** The document, not to be changed. */
    public JsonNode json() {
        return root;
    }
}
