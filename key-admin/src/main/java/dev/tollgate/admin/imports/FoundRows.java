package dev.tollgate.admin.imports;

import dev.tollgate.admin.imports.RowFormat.NoRowException;
import dev.tollgate.admin.key.ForeignKey;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.KeyPeppers;
import java.time.Clock;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the old system says of a key that a gate has found, as a row of an import. */
@Component
final class FoundRows {
    private final JsonRows rows;
    private final KeyPeppers peppers;
    private final Clock clock;

    FoundRows(ObjectMapper json, KeyPeppers peppers, Clock clock) {
        this.rows = new JsonRows(json);
        this.peppers = peppers;
        this.clock = clock;
    }

    /**
     * Reads one.
     *
     * @throws NoRowException if it is no row, or hashed by a pepper that is not known here
     * @throws ProblemException if its fields are not as they must be
     */
    ForeignKey read(FoundKey found) throws NoRowException {
        int pepperId = found.hashed().pepperId();
        if (pepperId != 0 && !peppers.ids().contains(pepperId)) {
            throw new NoRowException(
                    "hangs on the pepper " + pepperId + " of a gate, which key-admin does not have", null);
        }
        ObjectNode row = (ObjectNode) rows.row(found.row());
        // The gate has had the key in its hands.
        row.put("hash", HexFormat.of().formatHex(found.hashed().hash().toBytes()));
        return ForeignKey.of(row, pepperId == 0 ? null : pepperId, clock.instant());
    }
}
