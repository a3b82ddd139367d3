package dev.tollgate.admin.key;

import dev.tollgate.admin.outbox.Outbox;
import dev.tollgate.admin.outbox.Outbox.Owed;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells the gates of keys, by their hash. To be called in the transaction of the change, with the account locked. */
@Component
final class KeyPublication {
    private static final String SELECT =
            "SELECT k.*, a.name AS account_name, a.state AS account_state, a.plan_id, a.plan_since,"
                    + " a.plan_assignment, a.override_daily_limit, a.override_expires_at, a.shadow, nextval('api_key_versions') AS version"
                    + " FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE ";

    private static final int KEYS_AT_ONCE = 500;

    private final JdbcClient database;
    private final Outbox outbox;

    KeyPublication(JdbcClient database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    private record Published(String id, Owed owed) {}

    void publishKey(String id) {
        publishKeys(List.of(id));
    }

    void publishKeys(List<String> ids) {
        outbox.put(
                Topic.API_KEYS,
                database
                        .sql(SELECT + "k.id = ANY (?) ORDER BY k.id")
                        .param(ids.toArray(String[]::new))
                        .query(KeyPublication::read)
                        .list()
                        .stream()
                        .map(Published::owed)
                        .toList());
    }

    /** @return how many keys that were */
    long publishKeysOf(String accountId) {
        long keys = 0;
        List<Published> some = keysBehind("", accountId);
        while (!some.isEmpty()) {
            outbox.put(Topic.API_KEYS, some.stream().map(Published::owed).toList());
            keys += some.size();
            some = keysBehind(some.get(some.size() - 1).id(), accountId);
        }
        return keys;
    }

    private List<Published> keysBehind(String id, String accountId) {
        return database.sql(SELECT + "k.account_id = ? AND k.id > ? ORDER BY k.id LIMIT ?")
                .params(accountId, id, KEYS_AT_ONCE)
                .query(KeyPublication::read)
                .list();
    }

    private static Published read(ResultSet row, int n) throws SQLException {
        return new Published(
                row.getString("id"), new Owed(row.getBytes("hash"), record(row).toByteArray()));
    }

    private static dev.tollgate.contracts.v1.ApiKey record(ResultSet row) throws SQLException {
        Timestamp expiresAt = row.getTimestamp("expires_at");
        dev.tollgate.contracts.v1.ApiKey.Builder record = dev.tollgate.contracts.v1.ApiKey.newBuilder()
                .setKeyId(row.getString("id"))
                .setAccountId(row.getString("account_id"))
                .setAccountName(row.getString("account_name"))
                .setLineage(row.getString("lineage"))
                .setName(row.getString("name"))
                .setPrefix(row.getString("prefix"))
                .setLastFour(row.getString("last_four"))
                .setEnvironment(environment(row.getString("environment")))
                .setState(keyState(row.getString("state")))
                .setAccountState(accountState(row.getString("account_state")))
                .setPlanId(row.getString("plan_id"))
                .setPlanFromDay(
                        Math.toIntExact(row.getDate("plan_since").toLocalDate().toEpochDay()))
                .setPlanAssignment(row.getLong("plan_assignment"))
                .addAllScopes(KeyTable.texts(row.getArray("scopes")))
                .addAllAllowedIps(KeyTable.texts(row.getArray("allowed_ips")))
                .setCreatedAtMs(row.getTimestamp("created_at").getTime())
                .setExpiresAtMs(expiresAt == null ? 0 : expiresAt.getTime())
                .setShadow(row.getBoolean("shadow"))
                .setForeign(row.getString("import_id") != null)
                .setVersion(row.getLong("version"));
        addLimits(row, record);
        return record.build();
    }

    private static void addLimits(ResultSet row, dev.tollgate.contracts.v1.ApiKey.Builder record) throws SQLException {
        Long dailyLimit = row.getObject("daily_limit", Long.class);
        if (dailyLimit != null) {
            record.setOwnDailyLimit(dailyLimit);
        }
        Long burstPerSecond = row.getObject("burst_per_second", Long.class);
        if (burstPerSecond != null) {
            record.setOwnBurstPerSecond(burstPerSecond);
        }
        record.setOwnLimitsVersion(row.getLong("limits_version"));
        Timestamp overrideEnd = row.getTimestamp("override_expires_at");
        if (overrideEnd != null) {
            Long inPlace = row.getObject("override_daily_limit", Long.class);
            if (inPlace != null) {
                record.setOverrideDailyLimit(inPlace);
            }
            record.setOverrideExpiresAtMs(overrideEnd.getTime());
        }
    }

    static KeyEnvironment environment(String environment) {
        return switch (environment) {
            case ApiKey.LIVE -> KeyEnvironment.LIVE;
            case ApiKey.TEST -> KeyEnvironment.TEST;
            default -> throw new IllegalStateException("The database holds a key of environment " + environment + ".");
        };
    }

    private static KeyState keyState(String state) {
        return switch (state) {
            case ApiKey.ACTIVE -> KeyState.KEY_ACTIVE;
            case ApiKey.DISABLED -> KeyState.KEY_IS_DISABLED;
            case ApiKey.REVOKED, ApiKey.DELETED -> KeyState.KEY_IS_REVOKED;
            default -> throw new IllegalStateException("The database holds a key of state " + state + ".");
        };
    }

    private static AccountState accountState(String state) {
        return switch (state) {
            case "active" -> AccountState.ACCOUNT_ACTIVE;
            case "suspended" -> AccountState.ACCOUNT_IS_SUSPENDED;
            case "deleted" -> AccountState.ACCOUNT_IS_DELETED;
            default -> throw new IllegalStateException("The database holds an account of state " + state + ".");
        };
    }
}
