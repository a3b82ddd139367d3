package dev.tollgate.admin.decision;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys that a person may choose from. */
@Component
final class KeyChoices {
    private static final int MOST = 200;

    private final JdbcClient database;

    KeyChoices(JdbcClient database) {
        this.database = database;
    }

    /** A key, as a person would recognise it. */
    record Choice(String id, String text) {}

    /** An account's newest keys, the live ones first, and {@code chosen} in any case. */
    List<Choice> of(String accountId, String chosen) {
        return database.sql(
                        "SELECT id, name || ' (' || prefix || '…' || last_four || ')' AS text FROM api_keys"
                                + " WHERE account_id = ? ORDER BY id <> ?, state NOT IN ('active', 'disabled'), id DESC LIMIT ?")
                .params(accountId, chosen, MOST)
                .query((row, n) -> new Choice(row.getString("id"), row.getString("text")))
                .list();
    }
}
