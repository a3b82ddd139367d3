package dev.tollgate.admin.user;

import dev.tollgate.admin.web.Secrets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people choose a password with, so that nobody else ever knows it. Good once, for a week. */
@Component
public final class Invitations {
    private static final Duration LENGTH = Duration.ofDays(7);

    private final JdbcClient database;
    private final Secrets secrets;
    private final Clock clock;

    Invitations(JdbcClient database, Secrets secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A new one, in place of any before. */
    String invite(String userId) {
        String invitation = secrets.next();
        database.sql("UPDATE users SET invitation_hash = ?, invitation_expires_at = ? WHERE id = ?")
                .params(Secrets.hash(invitation), Timestamp.from(clock.instant().plus(LENGTH)), userId)
                .update();
        return invitation;
    }

    void withdraw(String userId) {
        database.sql("UPDATE users SET invitation_hash = NULL, invitation_expires_at = NULL WHERE id = ?")
                .param(userId)
                .update();
    }

    /** Who may choose a password with {@code invitation}, which is over then. To be called in a transaction. */
    public Optional<User> redeem(String invitation) {
        return database.sql("UPDATE users SET invitation_hash = NULL, invitation_expires_at = NULL"
                        + " WHERE invitation_hash = ? AND invitation_expires_at > ? AND state = 'active' RETURNING "
                        + UserTable.COLUMNS)
                .params(Secrets.hash(invitation), Timestamp.from(clock.instant()))
                .query(UserTable::read)
                .optional();
    }
}
