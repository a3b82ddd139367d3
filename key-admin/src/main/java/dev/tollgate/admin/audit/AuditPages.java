package dev.tollgate.admin.audit;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What was done, by whom, and whether the record of it is whole. */
@PageController
final class AuditPages {
    private static final int MOMENT_LENGTH_MAX = 40;

    private final AuditLines lines;
    private final AuditSeal seal;
    private final ObjectMapper json;

    AuditPages(AuditLines lines, AuditSeal seal, ObjectMapper json) {
        this.lines = lines;
        this.seal = seal;
        this.json = json;
    }

    /** A field, and what it was and is; null where there was or is none. */
    record Change(
            String field, @Nullable String before, @Nullable String after) {}

    /** A line, with what has changed. */
    record Entry(AuditLine line, List<Change> changes) {}

    @GetMapping("/audit")
    @Needs(Right.AUDIT_READ)
    String list(@RequestParam(required = false) @Nullable String cursor, HttpServletRequest request, Model model) {
        Form form = new Form(request, "object", "action", "actor", "from", "to");
        Body body = form.withMoment("from").withMoment("to").body();
        AuditFilter filter = AuditFilter.of(
                form.text("object"),
                form.text("action"),
                form.text("actor"),
                body.text("from", MOMENT_LENGTH_MAX),
                body.text("to", MOMENT_LENGTH_MAX));
        Page<AuditLine> page = lines.newest(filter, null, cursor);
        model.addAttribute("form", form.typed());
        model.addAttribute("nextCursor", page.nextCursor());
        model.addAttribute(
                "entries",
                page.data().stream().map(line -> new Entry(line, changes(line))).toList());
        return "audit";
    }

    @GetMapping("/audit/seal")
    @Needs(Right.AUDIT_READ)
    String verify(Model model) {
        model.addAttribute("seal", seal.verify());
        return "audit-seal";
    }

    private List<Change> changes(AuditLine line) {
        JsonNode before = tree(line.before());
        JsonNode after = tree(line.after());
        Set<String> fields = new TreeSet<>(before.propertyNames());
        fields.addAll(after.propertyNames());
        List<Change> changes = new ArrayList<>();
        for (String field : fields) {
            Change change = new Change(field, text(before.path(field)), text(after.path(field)));
            if (!Objects.equals(change.before(), change.after())) {
                changes.add(change);
            }
        }
        return changes;
    }

    private JsonNode tree(@Nullable String object) {
        return object == null ? json.createObjectNode() : json.readTree(object);
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isString() ? value.stringValue() : value.toString();
    }
}
