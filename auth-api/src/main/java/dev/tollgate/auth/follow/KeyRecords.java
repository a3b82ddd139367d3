package dev.tollgate.auth.follow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.Shared;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of api-keys into the {@link KeyDirectory}. Strict: a key that is half understood must not let anybody in. */
final class KeyRecords implements RecordHandler {
    private static final int SHARED_SETS_MAX = 10_000;
    private static final int PLAN_IDS = 1 << 12;

    private final KeyDirectory keys;
    private final Shared<String> planIds = new Shared<>(PLAN_IDS);
    private final Map<List<String>, Set<String>> scopes = new HashMap<>();
    private final Map<List<String>, AddressRanges> ranges = new HashMap<>();

    KeyRecords(KeyDirectory keys) {
        this.keys = keys;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.key() == null || record.key().length != KeyHash.BYTES) {
            throw new MalformedRecordException("The record's key is not a key's hash.");
        }
        KeyHash hash = KeyHash.fromBytes(record.key());
        if (record.value() == null) {
            keys.remove(hash);
        } else {
            keys.put(keyOf(hash, parse(record.value())));
        }
    }

    private static dev.tollgate.contracts.v1.ApiKey parse(byte[] value) throws MalformedRecordException {
        try {
            return dev.tollgate.contracts.v1.ApiKey.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is not an API key.", e);
        }
    }

    private ApiKey keyOf(KeyHash hash, dev.tollgate.contracts.v1.ApiKey given) throws MalformedRecordException {
        check(given);
        String id = given.getKeyId();
        return new ApiKey(
                hash,
                id,
                given.getAccountId(),
                given.getAccountName(),
                given.getLineage().equals(id) ? id : given.getLineage(),
                given.getName(),
                given.getPrefix(),
                given.getLastFour(),
                given.getEnvironment(),
                given.getState(),
                given.getAccountState(),
                planIds.share(given.getPlanId()),
                given.getPlanFromDay(),
                given.getPlanAssignment(),
                ownLimits(given),
                override(given),
                given.getShadow(),
                scopes(given.getScopesList()),
                ranges(given.getAllowedIpsList()),
                given.getCreatedAtMs(),
                given.getExpiresAtMs(),
                given.getVersion());
    }

    private static OwnLimits ownLimits(dev.tollgate.contracts.v1.ApiKey given) {
        return given.getOwnLimitsVersion() == 0
                ? OwnLimits.NONE
                : new OwnLimits(
                        given.hasOwnDailyLimit() ? given.getOwnDailyLimit() : Plan.UNLIMITED,
                        given.hasOwnBurstPerSecond() ? given.getOwnBurstPerSecond() : Plan.UNLIMITED,
                        given.getOwnLimitsVersion());
    }

    private static @Nullable LimitOverride override(dev.tollgate.contracts.v1.ApiKey given) {
        return given.getOverrideExpiresAtMs() == 0
                ? null
                : new LimitOverride(
                        given.hasOverrideDailyLimit() ? given.getOverrideDailyLimit() : Plan.UNLIMITED,
                        given.getOverrideExpiresAtMs());
    }

    private static void check(dev.tollgate.contracts.v1.ApiKey given) throws MalformedRecordException {
        requirePresent(given.getKeyId(), "key_id");
        requirePresent(given.getAccountId(), "account_id");
        requirePresent(given.getLineage(), "lineage");
        requirePresent(given.getPlanId(), "plan_id");
        boolean stateKnown =
                given.getState() != KeyState.KEY_STATE_UNSPECIFIED && given.getState() != KeyState.UNRECOGNIZED;
        boolean accountStateKnown = given.getAccountState() != AccountState.ACCOUNT_STATE_UNSPECIFIED
                && given.getAccountState() != AccountState.UNRECOGNIZED;
        if (!stateKnown || !accountStateKnown) {
            throw new MalformedRecordException("The state of the API key or of its account is not a known one.");
        }
        if (given.getEnvironment() == KeyEnvironment.UNRECOGNIZED) {
            throw new MalformedRecordException("The environment of the API key is not a known one.");
        }
        checkLimits(given);
        if (given.getCreatedAtMs() < 0 || given.getExpiresAtMs() < 0) {
            throw new MalformedRecordException("A time of the API key is before 1970.");
        }
    }

    private static void checkLimits(dev.tollgate.contracts.v1.ApiKey given) throws MalformedRecordException {
        boolean own = given.hasOwnDailyLimit() || given.hasOwnBurstPerSecond();
        if (given.getOwnDailyLimit() < 0
                || (given.hasOwnBurstPerSecond() && given.getOwnBurstPerSecond() < 1)
                || given.getOwnLimitsVersion() < 0
                || (own && given.getOwnLimitsVersion() == 0)) {
            throw new MalformedRecordException("A limit of the API key's own, or its version, cannot be.");
        }
        boolean overridden = given.getOverrideExpiresAtMs() > 0;
        if (given.getOverrideDailyLimit() < 0
                || given.getOverrideExpiresAtMs() < 0
                || (given.hasOverrideDailyLimit() && !overridden)) {
            throw new MalformedRecordException("The override of the plan's limit cannot be.");
        }
    }

    private static void requirePresent(String value, String field) throws MalformedRecordException {
        if (value.isEmpty()) {
            throw new MalformedRecordException("The API key has no " + field + ".");
        }
    }

    private Set<String> scopes(List<String> given) {
        if (given.isEmpty()) {
            return Set.of();
        }
        Set<String> known = scopes.get(given);
        if (known == null) {
            known = Set.copyOf(given);
            remember(scopes, given, known);
        }
        return known;
    }

    private AddressRanges ranges(List<String> given) throws MalformedRecordException {
        if (given.isEmpty()) {
            return AddressRanges.NONE;
        }
        AddressRanges known = ranges.get(given);
        if (known == null) {
            try {
                known = AddressRanges.parse(given);
            } catch (IllegalArgumentException e) {
                throw new MalformedRecordException("An allowed address of the API key is none.", e);
            }
            remember(ranges, given, known);
        }
        return known;
    }

    private static <V> void remember(Map<List<String>, V> known, List<String> given, V value) {
        if (known.size() < SHARED_SETS_MAX) {
            known.put(List.copyOf(given), value);
        }
    }
}
