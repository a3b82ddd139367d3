package dev.tollgate.admin.token;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.TokenCallers;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.admin.web.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code admin_tokens}. A token is shown once; what is kept is its hash. */
@Component
final class AdminApiTokens implements TokenCallers {
    /** What tokens begin with, so that one that lies around is known for what it is. */
    private static final String PREFIX = "tgadmin_";

    private static final int LAST_SHOWN = 4;

    /** How exactly it is known when a token was last used. */
    private static final Duration USED_EVERY = Duration.ofMinutes(1);

    private static final String COLUMNS =
            "id, name, last_four, scopes, account_id, created_by, created_at, expires_at, last_used_at";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final AuditLog audit;
    private final Secrets secrets;
    private final Ids ids;
    private final Clock clock;

    AdminApiTokens(
            JdbcClient database,
            TransactionTemplate transactions,
            AuditLog audit,
            Secrets secrets,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.audit = audit;
        this.secrets = secrets;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A token that has just been made.
     *
     * @param secret the token itself, which is nowhere else
     */
    record Made(AdminApiToken token, String secret) {
        @Override
        public String toString() {
            return "Made[" + token.id() + "]";
        }
    }

    Page<AdminApiToken> list(Page.Request request) {
        List<AdminApiToken> found = database.sql(
                        "SELECT " + COLUMNS + " FROM admin_tokens WHERE id > ? ORDER BY id LIMIT ?")
                .params(request.after(), request.limit() + 1)
                .query(AdminApiTokens::read)
                .list();
        return Page.of(found, request, AdminApiToken::id);
    }

    /** @throws ProblemException if the caller does not have all of {@code rights} */
    Made create(String name, Set<Right> rights, @Nullable String accountId, @Nullable Instant expiresAt) {
        Caller caller = Objects.requireNonNull(Caller.current(), "the doors let through");
        if (!caller.mayGive(rights)) {
            throw ProblemException.forbidden("A token cannot have rights that you do not have yourself.");
        }
        String secret = PREFIX + secrets.next();
        AdminApiToken token = new AdminApiToken(
                ids.next("tok"),
                name,
                secret.substring(secret.length() - LAST_SHOWN),
                rights.stream().map(Right::word).sorted().toList(),
                accountId,
                caller.actor(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                expiresAt,
                null);
        return Objects.requireNonNull(transactions.execute(status -> {
            database.sql("INSERT INTO admin_tokens (" + COLUMNS + ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(
                            token.id(),
                            token.name(),
                            token.lastFour(),
                            token.scopes().toArray(String[]::new),
                            token.accountId(),
                            token.createdBy(),
                            Timestamp.from(token.createdAt()),
                            token.expiresAt() == null ? null : Timestamp.from(token.expiresAt()),
                            null,
                            Secrets.hash(secret)))
                    .update();
            audit.record("token.created", "token", token.id(), null, token.terms());
            return new Made(token, secret);
        }));
    }

    /** Ends a token, from the next call on. */
    void delete(String id) {
        transactions.executeWithoutResult(status -> {
            AdminApiToken token = database.sql("DELETE FROM admin_tokens WHERE id = ? RETURNING " + COLUMNS)
                    .param(id)
                    .query(AdminApiTokens::read)
                    .optional()
                    .orElseThrow(() -> ProblemException.notFound("There is no such token."));
            audit.record("token.deleted", "token", id, token.terms(), null);
        });
    }

    @Override
    public Optional<Caller> callerBy(String token) {
        Timestamp now = Timestamp.from(clock.instant());
        Optional<AdminApiToken> found = database.sql("SELECT " + COLUMNS
                        + " FROM admin_tokens WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)")
                .params(Secrets.hash(token), now)
                .query(AdminApiTokens::read)
                .optional();
        found.ifPresent(used -> database.sql(
                        "UPDATE admin_tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)")
                .params(now, used.id(), Timestamp.from(now.toInstant().minus(USED_EVERY)))
                .update());
        return found.map(AdminApiTokens::caller);
    }

    private static Caller caller(AdminApiToken token) {
        Set<Right> rights = token.scopes().stream()
                .flatMap(scope -> Right.of(scope).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Right.class)));
        return new Caller("token:" + token.id(), null, rights, token.accountId());
    }

    private static AdminApiToken read(ResultSet row, int n) throws SQLException {
        return new AdminApiToken(
                row.getString("id"),
                row.getString("name"),
                row.getString("last_four"),
                List.of((String[]) row.getArray("scopes").getArray()),
                row.getString("account_id"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                moment(row.getTimestamp("expires_at")),
                moment(row.getTimestamp("last_used_at")));
    }

    private static @Nullable Instant moment(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
