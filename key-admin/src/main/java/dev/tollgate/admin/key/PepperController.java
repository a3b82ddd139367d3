package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Page;
import dev.tollgate.contracts.KeyPeppers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/peppers}: which pepper may be taken out, because no key hangs on it any more. Never a secret. */
@RestController
final class PepperController {
    private final KeyPeppers peppers;
    private final KeyTable table;

    PepperController(KeyPeppers peppers, KeyTable table) {
        this.peppers = peppers;
        this.table = table;
    }

    /**
     * A pepper, as the API shows it.
     *
     * @param id its id; null stands for the keys that hang on none
     * @param configured whether keys that hang on it work
     * @param forNewKeys whether new keys hang on it
     * @param keys those that hang on it and are not revoked
     */
    record PepperBody(@Nullable Integer id, boolean configured, boolean forNewKeys, long keys) {}

    @GetMapping(path = "/api/v1/peppers", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.KEYS_READ)
    Page<PepperBody> list() {
        Map<Integer, Long> counts = table.countByPepper();
        List<Integer> configured = peppers.ids();
        List<PepperBody> bodies = new ArrayList<>();
        for (int id : configured) {
            bodies.add(new PepperBody(id, true, id == configured.get(0), counts.getOrDefault(id, 0L)));
        }
        for (int id : new TreeSet<>(counts.keySet())) {
            if (id != 0 && !configured.contains(id)) {
                bodies.add(new PepperBody(id, false, false, counts.getOrDefault(id, 0L)));
            }
        }
        bodies.add(new PepperBody(null, true, configured.isEmpty(), counts.getOrDefault(0, 0L)));
        return new Page<>(bodies, null);
    }
}
