package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.SessionCallers;
import dev.tollgate.admin.user.User;
import dev.tollgate.admin.user.UserTable;
import dev.tollgate.admin.web.Secrets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sessions of people. In the database, so that all instances know them, and one who may no longer is out at once. */
@Component
final class Sessions implements SessionCallers {
    static final Duration IDLE_MAX = Duration.ofHours(1);
    static final Duration LENGTH_MAX = Duration.ofHours(12);

    /** How exactly it is known when a session was last used. */
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

    private static final String LIVE = " s.began_at > ? AND s.seen_at > ?";

    private final JdbcClient database;
    private final UserTable users;
    private final Secrets secrets;
    private final Clock clock;

    Sessions(JdbcClient database, UserTable users, Secrets secrets, Clock clock) {
        this.database = database;
        this.users = users;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Begins a session; its cookie, a secret. To be called in a transaction. */
    String begin(User user) {
        Instant now = clock.instant();
        Timestamp at = Timestamp.from(now);
        database.sql("DELETE FROM sessions s WHERE NOT (" + LIVE + ")")
                .params(oldest(now, LENGTH_MAX), oldest(now, IDLE_MAX))
                .update();
        String cookie = secrets.next();
        database.sql("INSERT INTO sessions (hash, user_id, began_at, seen_at) VALUES (?, ?, ?, ?)")
                .params(Secrets.hash(cookie), user.id(), at, at)
                .update();
        database.sql("UPDATE users SET signed_in_at = ? WHERE id = ?")
                .params(at, user.id())
                .update();
        return cookie;
    }

    @Override
    public Optional<Caller> callerIn(String cookie) {
        return userIn(cookie).map(User::caller);
    }

    private Optional<User> userIn(String cookie) {
        Instant now = clock.instant();
        byte[] hash = Secrets.hash(cookie);
        Optional<User> user = database.sql("SELECT " + UserTable.COLUMNS
                        + " FROM users JOIN sessions s ON s.user_id = users.id WHERE s.hash = ? AND state = 'active' AND"
                        + LIVE)
                .params(hash, oldest(now, LENGTH_MAX), oldest(now, IDLE_MAX))
                .query((row, n) -> UserTable.read(row, n))
                .optional();
        if (user.isPresent()) {
            database.sql("UPDATE sessions SET seen_at = ? WHERE hash = ? AND seen_at < ?")
                    .params(Timestamp.from(now), hash, oldest(now, SEEN_EVERY))
                    .update();
        }
        return user;
    }

    @Override
    public boolean hasOwner() {
        return users.hasActiveOwner();
    }

    void end(String cookie) {
        database.sql("DELETE FROM sessions WHERE hash = ?")
                .param(Secrets.hash(cookie))
                .update();
    }

    /** Ends all of somebody's sessions. */
    void endAllOf(String userId) {
        database.sql("DELETE FROM sessions WHERE user_id = ?").param(userId).update();
    }

    private static Timestamp oldest(Instant now, Duration age) {
        return Timestamp.from(now.minus(age));
    }
}
