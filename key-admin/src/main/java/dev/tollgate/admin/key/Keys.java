package dev.tollgate.admin.key;

import dev.tollgate.admin.account.Account;
import dev.tollgate.admin.account.AccountChanged;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The API keys. Each change locks the account first, and is told to the gates. */
@Component
public final class Keys implements AccountChanged {
    static final String COLUMNS =
            "id, account_id, lineage, name, prefix, last_four, state, scopes, allowed_ips, created_at, expires_at";

    private static final int PREFIX_SHOWN = 8;
    private static final int LAST_SHOWN = 4;

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final Plans plans;
    private final KeyPublication publication;
    private final AuditLog audit;
    private final KeyFormat format;
    private final Ids ids;
    private final Clock clock;

    Keys(
            JdbcClient database,
            TransactionTemplate transactions,
            Accounts accounts,
            Plans plans,
            KeyPublication publication,
            AuditLog audit,
            KeyFormat format,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.plans = plans;
        this.publication = publication;
        this.audit = audit;
        this.format = format;
        this.ids = ids;
        this.clock = clock;
    }

    /** What a new key shall be. */
    record Wanted(
            String name,
            List<String> scopes,
            List<String> allowedIps,
            @Nullable Instant expiresAt) {}

    /** Whether there is such a key, revoked ones included. */
    public boolean exists(String id) {
        return find(id).isPresent();
    }

    Optional<ApiKey> find(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE id = ?")
                .param(id)
                .query(Keys::read)
                .optional();
    }

    Page<ApiKey> list(String accountId, Page.Request request) {
        List<ApiKey> found = database.sql(
                        "SELECT " + COLUMNS + " FROM api_keys WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?")
                .params(accountId, request.after(), request.limit() + 1)
                .query(Keys::read)
                .list();
        return Page.of(found, request, ApiKey::id);
    }

    KeyBody.Made create(String accountId, Wanted wanted) {
        String secret = format.generate();
        ApiKey key = draft(accountId, wanted, secret);
        transactions.executeWithoutResult(status -> {
            checkNumber(accounts.lock(accountId));
            database.sql("INSERT INTO api_keys (" + COLUMNS + ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(
                            key.id(),
                            accountId,
                            key.lineage(),
                            key.name(),
                            key.prefix(),
                            key.lastFour(),
                            key.state(),
                            key.scopes().toArray(String[]::new),
                            key.allowedIps().toArray(String[]::new),
                            Timestamp.from(key.createdAt()),
                            key.expiresAt() == null ? null : Timestamp.from(key.expiresAt()),
                            KeyHash.of(secret).toBytes()))
                    .update();
            audit.record("key.created", "key", key.id(), null, key.terms());
            publication.publishKey(key.id());
        });
        return KeyBody.Made.of(key, secret);
    }

    ApiKey change(String id, UnaryOperator<ApiKey> change) {
        return Objects.requireNonNull(transactions.execute(status -> {
            String accountId = find(id).orElseThrow(Keys::noSuchKey).accountId();
            accounts.lock(accountId);
            // Read again: only now nobody else can change it.
            ApiKey before = find(id).orElseThrow(Keys::noSuchKey);
            ApiKey after = change.apply(before);
            if (!after.equals(before)) {
                database.sql("UPDATE api_keys SET name = ?, state = ? WHERE id = ?")
                        .params(after.name(), after.state(), id)
                        .update();
                String action = after.isRevoked() && !before.isRevoked() ? "key.revoked" : "key.changed";
                audit.record(action, "key", id, before.terms(), after.terms());
                publication.publishKey(id);
            }
            return after;
        }));
    }

    void revoke(String id) {
        change(id, key -> key.with(key.name(), ApiKey.REVOKED));
    }

    @Override
    public void accountChanged(String accountId) {
        publication.publishKeysOf(accountId);
    }

    static ProblemException noSuchKey() {
        return ProblemException.notFound("There is no such key.");
    }

    private ApiKey draft(String accountId, Wanted wanted, String secret) {
        String id = ids.next("key");
        return new ApiKey(
                id,
                accountId,
                id,
                wanted.name(),
                secret.substring(0, PREFIX_SHOWN),
                secret.substring(secret.length() - LAST_SHOWN),
                ApiKey.ACTIVE,
                wanted.scopes(),
                wanted.allowedIps(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                wanted.expiresAt());
    }

    private void checkNumber(Account account) {
        Long max = plans.find(account.plan()).map(Plan::maxKeys).orElse(null);
        if (max == null) {
            return;
        }
        long live = database.sql("SELECT count(*) FROM api_keys WHERE account_id = ? AND state <> 'revoked'"
                        + " AND (expires_at IS NULL OR expires_at > ?)")
                .params(account.id(), Timestamp.from(clock.instant()))
                .query(Long.class)
                .single();
        if (live >= max) {
            throw ProblemException.conflict("The plan " + account.plan() + " allows " + max
                    + " keys at a time. Revoke one, or change the account's plan.");
        }
    }

    static ApiKey read(ResultSet row, int n) throws SQLException {
        Timestamp expiresAt = row.getTimestamp("expires_at");
        return new ApiKey(
                row.getString("id"),
                row.getString("account_id"),
                row.getString("lineage"),
                row.getString("name"),
                row.getString("prefix"),
                row.getString("last_four"),
                row.getString("state"),
                texts(row.getArray("scopes")),
                texts(row.getArray("allowed_ips")),
                row.getTimestamp("created_at").toInstant(),
                expiresAt == null ? null : expiresAt.toInstant());
    }

    static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
