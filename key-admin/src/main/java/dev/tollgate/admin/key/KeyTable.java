package dev.tollgate.admin.key;

import dev.tollgate.admin.sql.BulkInsert;
import dev.tollgate.admin.web.Page;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** The table {@code api_keys}. */
@Component
final class KeyTable {
    private static final String COLUMNS =
            "id, account_id, lineage, replaced_by, environment, name, description, metadata, prefix,"
                    + " last_four, state, scopes, allowed_ips, expires_at, daily_limit, burst_per_second, limits_version,"
                    + " leaked_at, leaked_url, created_at, revision";

    static final String LIVE = "state NOT IN ('revoked', 'deleted') AND (expires_at IS NULL OR expires_at > ?)";

    /** Keys, with when they were last used and imported: that is looked up for each key that is asked about, and for no other. */
    private static final String KEYS = " FROM (SELECT k.*,"
            + " (SELECT last_used_at FROM key_usage WHERE key_id = k.id) AS last_used_at,"
            + " (SELECT created_at FROM imports WHERE id = k.import_id) AS imported_at FROM api_keys k) AS keys";

    /** The same, for questions about so many that all are read at once. */
    private static final String MANY_KEYS =
            " FROM (SELECT k.*, u.last_used_at, i.created_at AS imported_at FROM api_keys k"
                    + " LEFT JOIN key_usage u ON u.key_id = k.id LEFT JOIN imports i ON i.id = k.import_id) AS keys";

    private static final TypeReference<TreeMap<String, String>> METADATA = new TypeReference<>() {};

    private final JdbcClient database;
    private final BulkInsert insert;
    private final ObjectMapper json;

    KeyTable(JdbcClient database, JdbcTemplate bulk, ObjectMapper json) {
        this.database = database;
        this.insert = new BulkInsert(bulk, "api_keys", COLUMNS + ", hash, pepper_id, import_id");
        this.json = json;
    }

    /**
     * A key to be written down.
     *
     * @param importId the import that brings it; null for one that is made here
     */
    record Row(ApiKey key, Hashed hashed, @Nullable String importId) {}

    /** The account of the key with that id, also of a deleted one. */
    Optional<String> accountOf(String id) {
        return database.sql("SELECT account_id FROM api_keys WHERE id = ?")
                .param(id)
                .query(String.class)
                .optional();
    }

    /** The key with that id, revoked ones included. */
    Optional<ApiKey> find(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE id = ? AND state <> 'deleted'")
                .param(id)
                .query(this::read)
                .optional();
    }

    /** Those with these ids, in the order of their ids. */
    List<ApiKey> findAll(List<String> ids) {
        return database.sql(
                        "SELECT " + COLUMNS + " FROM api_keys WHERE id = ANY (?) AND state <> 'deleted' ORDER BY id")
                .param(ids.toArray(String[]::new))
                .query(this::read)
                .list();
    }

    /** A key and those it was rotated from or into, in the order of their ids. */
    List<ApiKey> lineage(String lineage) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE lineage = ? AND state <> 'deleted' ORDER BY id")
                .param(lineage)
                .query(this::read)
                .list();
    }

    /** Keys of an account, or of all if it is null, that {@code filter} lets through, in the order of their ids. */
    Page<ApiKey> list(@Nullable String accountId, KeyFilter filter, Page.Request page, Instant now) {
        List<Object> parameters = new ArrayList<>(List.of(page.after()));
        String condition = ofAccount(accountId, parameters) + filter.condition(now, parameters);
        parameters.add(page.limit() + 1);
        List<ApiKey> found = database.sql("SELECT " + COLUMNS + KEYS + " WHERE id > ? AND state <> 'deleted'"
                        + condition + " ORDER BY id LIMIT ?")
                .params(parameters)
                .query(this::read)
                .list();
        return Page.of(found, page, ApiKey::id);
    }

    /** As {@link #list}, but the newest first: {@code page} begins before an id, or with the newest. */
    Page<ApiKey> newest(String accountId, KeyFilter filter, Page.Request page, Instant now) {
        List<Object> parameters = new ArrayList<>(List.of(page.after(), page.after()));
        String condition = ofAccount(accountId, parameters) + filter.condition(now, parameters);
        parameters.add(page.limit() + 1);
        List<ApiKey> found = database.sql("SELECT " + COLUMNS + KEYS + " WHERE (? = '' OR id < ?)"
                        + " AND state <> 'deleted'" + condition + " ORDER BY id DESC LIMIT ?")
                .params(parameters)
                .query(this::read)
                .list();
        return Page.of(found, page, ApiKey::id);
    }

    /**
     * A count of live keys.
     *
     * @param keys all of them
     * @param byFinding those of which that is to be said
     */
    record Tally(long keys, Map<KeyFinding, Long> byFinding) {}

    /** Counts the keys of an account, or of all if it is null, that are live at {@code now}. */
    Tally tally(@Nullable String accountId, Instant now) {
        List<Object> parameters = new ArrayList<>();
        String counts = Arrays.stream(KeyFinding.values())
                .map(finding ->
                        ", count(*) FILTER (WHERE " + finding.condition(now, parameters) + ") AS " + finding.word())
                .collect(Collectors.joining());
        parameters.add(Timestamp.from(now));
        return database.sql("SELECT count(*) AS keys" + counts + MANY_KEYS + " WHERE " + LIVE
                        + ofAccount(accountId, parameters))
                .params(parameters)
                .query(KeyTable::readTally)
                .single();
    }

    /** Whether an account has more keys than that, dead ones included. */
    boolean hasMoreThan(int keys, String accountId) {
        return database.sql("SELECT count(*) FROM (SELECT FROM api_keys WHERE account_id = ? LIMIT ?) AS counted")
                        .params(accountId, keys + 1)
                        .query(Long.class)
                        .single()
                > keys;
    }

    private static Tally readTally(ResultSet row, int n) throws SQLException {
        Map<KeyFinding, Long> counts = new EnumMap<>(KeyFinding.class);
        for (KeyFinding finding : KeyFinding.values()) {
            counts.put(finding, row.getLong(finding.word()));
        }
        return new Tally(row.getLong("keys"), counts);
    }

    private static String ofAccount(@Nullable String accountId, List<Object> parameters) {
        if (accountId == null) {
            return "";
        }
        parameters.add(accountId);
        return " AND account_id = ?";
    }

    void insertAll(List<Row> rows) {
        insert.insert(rows.stream().map(this::columns).toList());
    }

    private @Nullable Object[] columns(Row row) {
        ApiKey key = row.key();
        return new @Nullable Object[] {
            key.id(),
            key.accountId(),
            key.lineage(),
            key.replacedBy(),
            key.environment(),
            key.label().name(),
            key.label().description(),
            json.writeValueAsString(key.label().metadata()),
            key.prefix(),
            key.lastFour(),
            key.state(),
            key.grant().scopes().toArray(String[]::new),
            key.grant().allowedIps().toArray(String[]::new),
            key.grant().expiresAt(),
            key.limits().dailyLimit(),
            key.limits().burstPerSecond(),
            key.limits().version(),
            key.leakedAt(),
            key.leakedUrl(),
            key.createdAt(),
            key.revision(),
            row.hashed().hash().toBytes(),
            row.hashed().pepperId() == 0 ? null : row.hashed().pepperId(),
            row.importId()
        };
    }

    void update(ApiKey key) {
        database.sql("UPDATE api_keys SET replaced_by = ?, name = ?, description = ?, metadata = ?::jsonb, state = ?,"
                        + " scopes = ?, allowed_ips = ?, expires_at = ?, daily_limit = ?, burst_per_second = ?,"
                        + " limits_version = ?, leaked_at = ?, leaked_url = ?, revision = ? WHERE id = ?")
                .params(Arrays.asList(
                        key.replacedBy(),
                        key.label().name(),
                        key.label().description(),
                        json.writeValueAsString(key.label().metadata()),
                        key.state(),
                        key.grant().scopes().toArray(String[]::new),
                        key.grant().allowedIps().toArray(String[]::new),
                        timestamp(key.grant().expiresAt()),
                        key.limits().dailyLimit(),
                        key.limits().burstPerSecond(),
                        key.limits().version(),
                        timestamp(key.leakedAt()),
                        key.leakedUrl(),
                        key.revision(),
                        key.id()))
                .update();
    }

    /** How many keys that are not revoked hang on each pepper, by its id; 0 stands for none. */
    Map<Integer, Long> countByPepper() {
        Map<Integer, Long> counts = new TreeMap<>();
        database.sql("SELECT coalesce(pepper_id, 0) AS pepper, count(*) AS keys FROM api_keys"
                        + " WHERE state NOT IN ('revoked', 'deleted') GROUP BY pepper")
                .query((RowCallbackHandler) row -> counts.put(row.getInt("pepper"), row.getLong("keys")));
        return counts;
    }

    /** Lineages of an account, but for one, that have a key that is live at {@code now}. */
    long countLiveLineages(String accountId, String except, Instant now) {
        return database.sql("SELECT count(DISTINCT lineage) FROM api_keys WHERE account_id = ? AND lineage <> ?"
                        + " AND " + LIVE)
                .params(accountId, except, Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    /** Lineages of accounts that have a key that is live at {@code now}; nothing of those that have none. */
    Map<String, Long> countLiveLineages(List<String> accountIds, Instant now) {
        Map<String, Long> counts = new HashMap<>();
        database.sql("SELECT account_id, count(DISTINCT lineage) AS lineages FROM api_keys WHERE account_id = ANY (?)"
                        + " AND " + LIVE + " GROUP BY account_id")
                .params(accountIds.toArray(String[]::new), Timestamp.from(now))
                .query((RowCallbackHandler) row -> counts.put(row.getString("account_id"), row.getLong("lineages")));
        return counts;
    }

    /** The key that has one of these hashes, deleted ones included. */
    Optional<String> idByHash(List<KeyHash> hashes) {
        return database.sql("SELECT id FROM api_keys WHERE hash = ANY (?)")
                .param(bytes(hashes))
                .query(String.class)
                .optional();
    }

    /** The accounts of those of the keys that are, or were, there. */
    Map<KeyHash, String> ownersByHash(List<KeyHash> hashes) {
        Map<KeyHash, String> owners = new HashMap<>();
        database.sql("SELECT hash, account_id FROM api_keys WHERE hash = ANY (?)")
                .param(bytes(hashes))
                .query((RowCallbackHandler)
                        row -> owners.put(KeyHash.fromBytes(row.getBytes("hash")), row.getString("account_id")));
        return owners;
    }

    private ApiKey read(ResultSet row, int n) throws SQLException {
        Timestamp expiresAt = row.getTimestamp("expires_at");
        Timestamp leakedAt = row.getTimestamp("leaked_at");
        Map<String, String> metadata = json.readValue(row.getString("metadata"), METADATA);
        return new ApiKey(
                row.getString("id"),
                row.getString("account_id"),
                row.getString("lineage"),
                row.getString("replaced_by"),
                row.getString("environment"),
                new KeyLabel(row.getString("name"), row.getString("description"), metadata),
                row.getString("prefix"),
                row.getString("last_four"),
                row.getString("state"),
                new KeyGrant(
                        texts(row.getArray("scopes")),
                        texts(row.getArray("allowed_ips")),
                        expiresAt == null ? null : expiresAt.toInstant()),
                new KeyLimits(
                        row.getObject("daily_limit", Long.class),
                        row.getObject("burst_per_second", Long.class),
                        row.getLong("limits_version")),
                leakedAt == null ? null : new KeyLeak(leakedAt.toInstant(), row.getString("leaked_url")),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("revision"));
    }

    private static byte[][] bytes(List<KeyHash> hashes) {
        return hashes.stream().map(KeyHash::toBytes).toArray(byte[][]::new);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant moment) {
        return moment == null ? null : Timestamp.from(moment);
    }

    static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
