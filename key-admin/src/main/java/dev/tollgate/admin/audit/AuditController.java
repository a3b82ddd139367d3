package dev.tollgate.admin.audit;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Lines;
import dev.tollgate.admin.web.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;

/** {@code /api/v1/audit}. */
@RestController
@RequestMapping(path = "/api/v1/audit")
final class AuditController {
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final AuditLines lines;
    private final AuditSeal seal;
    private final ObjectMapper json;

    AuditController(AuditLines lines, AuditSeal seal, ObjectMapper json) {
        this.lines = lines;
        this.seal = seal;
        this.json = json;
    }

    /** The newest first. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.AUDIT_READ)
    Page<AuditLine> list(
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return lines.newest(AuditFilter.of(object, action, actor, from, to), limit, cursor);
    }

    /** All of them, the oldest first, a line of JSON each. */
    @GetMapping(path = "/export")
    @Needs(Right.AUDIT_READ)
    void export(
            @RequestParam(required = false) @Nullable String object,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        AuditFilter filter = AuditFilter.of(object, action, actor, from, to);
        List<AuditLine> some = lines.after(0, filter, EXPORTED_AT_ONCE);
        Lines out = Lines.begin(response, json, null, List.of());
        while (!some.isEmpty()) {
            for (AuditLine line : some) {
                out.object(line);
            }
            some = lines.after(some.get(some.size() - 1).id(), filter, EXPORTED_AT_ONCE);
        }
    }

    /** Whether the log is as it was when it was sealed. Reads all of it. */
    @GetMapping(path = "/verification", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.AUDIT_READ)
    AuditSeal.Verification verify() {
        return seal.verify();
    }
}
