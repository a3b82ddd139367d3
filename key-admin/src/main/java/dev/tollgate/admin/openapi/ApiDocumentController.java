package dev.tollgate.admin.openapi;

import dev.tollgate.admin.access.Needs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /v3/api-docs}. */
@RestController
final class ApiDocumentController {
    private final JsonNode document = ApiDocument.read().json();

    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(
            value = {},
            ofNoAccount = true)
    JsonNode show() {
        return document;
    }
}
