package dev.tollgate.admin.user;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code users}, but for passwords and invitations. */
@Component
public final class UserTable {
    /** What {@link #read} reads. */
    public static final String COLUMNS =
            "id, email, name, role, account_id, state, password_hash IS NOT NULL AS has_password, created_at, signed_in_at";

    private final JdbcClient database;

    UserTable(JdbcClient database) {
        this.database = database;
    }

    List<User> list(String after, int limit) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE id > ? ORDER BY id LIMIT ?")
                .params(after, limit)
                .query(UserTable::read)
                .list();
    }

    /** The person with that id. */
    public Optional<User> find(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE id = ?")
                .param(id)
                .query(UserTable::read)
                .optional();
    }

    /** The person with that address, which is in lower case. */
    public Optional<User> findByEmail(String email) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE email = ?")
                .param(email)
                .query(UserTable::read)
                .optional();
    }

    Optional<User> lock(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE id = ? FOR UPDATE")
                .param(id)
                .query(UserTable::read)
                .optional();
    }

    /** Two owners who remove each other do so one after the other. */
    void lockOwners() {
        database.sql("SELECT id FROM users WHERE role = 'owner' ORDER BY id FOR UPDATE")
                .query(String.class)
                .list();
    }

    /** Nobody is made known until the transaction ends. */
    void lockAll() {
        database.sql("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").update();
    }

    /** Whether somebody is {@link User#isActiveOwner()}. */
    public boolean hasActiveOwner() {
        return hasActiveOwnerBut("");
    }

    boolean hasActiveOwnerBut(String id) {
        return database.sql("SELECT EXISTS (SELECT FROM users WHERE role = 'owner' AND state = 'active'"
                        + " AND signed_in_at IS NOT NULL AND id <> ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    void insert(User user) {
        database.sql("INSERT INTO users (id, email, name, role, account_id, state, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        user.id(),
                        user.email(),
                        user.name(),
                        user.role(),
                        user.accountId(),
                        user.state(),
                        Timestamp.from(user.createdAt())))
                .update();
    }

    void update(User user) {
        database.sql("UPDATE users SET name = ?, role = ?, account_id = ?, state = ? WHERE id = ?")
                .params(Arrays.asList(user.name(), user.role(), user.accountId(), user.state(), user.id()))
                .update();
    }

    void delete(String id) {
        database.sql("DELETE FROM users WHERE id = ?").param(id).update();
    }

    /** Reads a row of {@link #COLUMNS}. */
    public static User read(ResultSet row, int n) throws SQLException {
        Timestamp signedInAt = row.getTimestamp("signed_in_at");
        return new User(
                row.getString("id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("role"),
                row.getString("account_id"),
                row.getString("state"),
                row.getBoolean("has_password"),
                row.getTimestamp("created_at").toInstant(),
                signedInAt == null ? null : signedInAt.toInstant());
    }
}
