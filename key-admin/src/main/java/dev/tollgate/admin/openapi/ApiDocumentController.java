package dev.tollgate.admin.openapi;

import dev.tollgate.admin.access.Needs;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /v3/api-docs}. */
@RestController
final class ApiDocumentController {
    /** Read when somebody first asks: most servers are never asked. */
    private final Supplier<JsonNode> document =
            SingletonSupplier.of(() -> ApiDocument.read().json());

    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(
            value = {},
            ofNoAccount = true)
    JsonNode show() {
        return document.get();
    }
}
