package dev.tollgate.admin.imports;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.contracts.KeyPeppers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code /api/v1/imports}. */
@RestController
@RequestMapping(path = "/api/v1/imports", produces = MediaType.APPLICATION_JSON_VALUE)
final class ImportController {
    private static final long PEPPER_ID_MAX = 999_999_999;

    private final Imports imports;
    private final ImportTable table;
    private final KeyPeppers peppers;
    private final ObjectMapper json;

    ImportController(Imports imports, ImportTable table, KeyPeppers peppers, ObjectMapper json) {
        this.imports = imports;
        this.table = table;
        this.peppers = peppers;
        this.json = json;
    }

    @PostMapping
    @Needs(Right.KEYS_WRITE)
    @ResponseStatus(HttpStatus.CREATED)
    KeyImport create(@RequestBody @Nullable JsonNode given) {
        Body body = Body.of(given, "pepper_id", "on_first_use");
        Long pepperId = body.number("pepper_id", 1, PEPPER_ID_MAX);
        boolean onFirstUse = Boolean.TRUE.equals(body.flag("on_first_use"));
        if (onFirstUse && pepperId != null) {
            body.error("pepper_id", "must not be there with on_first_use: the gates say what each hash hangs on");
        } else if (pepperId != null && !peppers.ids().contains(pepperId.intValue())) {
            body.error("pepper_id", "must be one of TOLLGATE_KEY_PEPPERS, or null where the hashes are plain SHA-256");
        }
        body.check();
        return onFirstUse ? imports.open() : imports.create(pepperId == null ? null : pepperId.intValue());
    }

    @GetMapping
    @Needs(Right.KEYS_READ)
    Page<KeyImport> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return Page.of(table.list(page.after(), page.limit() + 1), page, KeyImport::id);
    }

    @GetMapping("/{id}")
    @Needs(Right.KEYS_READ)
    KeyImport show(@PathVariable String id) {
        return imports.find(id);
    }

    @PostMapping("/{id}/end")
    @Needs(Right.KEYS_WRITE)
    KeyImport end(@PathVariable String id) {
        return imports.close(id);
    }

    /** In the order of the rows. */
    @GetMapping("/{id}/refusals")
    @Needs(Right.KEYS_READ)
    Page<RefusedRow> refusals(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor, text -> text.matches("[0-9]{1,18}"));
        imports.find(id);
        long behind = page.after().isEmpty() ? 0 : Long.parseLong(page.after());
        return Page.of(table.refusals(id, behind, page.limit() + 1), page, refusal -> Long.toString(refusal.row()));
    }

    @PutMapping(path = "/{id}/rows", consumes = "text/csv")
    @Needs(Right.KEYS_WRITE)
    KeyImport takeCsv(@PathVariable String id, HttpServletRequest request) throws IOException {
        return imports.take(id, new CsvRows(), new Lines(request.getInputStream()));
    }

    @PutMapping(
            path = "/{id}/rows",
            consumes = {MediaType.APPLICATION_NDJSON_VALUE, "application/jsonl"})
    @Needs(Right.KEYS_WRITE)
    KeyImport takeJson(@PathVariable String id, HttpServletRequest request) throws IOException {
        return imports.take(id, new JsonRows(json), new Lines(request.getInputStream()));
    }
}
