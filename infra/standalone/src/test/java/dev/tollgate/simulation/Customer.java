package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.QuotaScope;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** An account with two keys, and all policies that it has been given so far. */
final class Customer {
    static final int KEYS = 2;
    static final int CUSTOMERS_MAX = 4;

    /** Random, for a secret decides nothing. */
    private static final List<String> TOKENS = IntStream.range(0, KEYS * CUSTOMERS_MAX)
            .mapToObj(i -> new KeyFormat(KeyFormat.DEFAULT_PREFIX, new SecureRandom()).generate())
            .toList();

    final int number;
    final String id;
    final int partition;
    final boolean hold;
    final boolean strict;
    private final Scopes scopes;
    private final List<Policy> policies = new ArrayList<>();

    /** What the limit is counted for, until {@code fromDay} and from then on. */
    record Scopes(QuotaScope before, QuotaScope then, int fromDay) {}

    /**
     * A limit, and where it comes from.
     *
     * @param assignment which of the account's plan assignments
     * @param version which version of that plan
     */
    record Policy(long assignment, long version, long limit) {}

    Customer(int number, String id, long limit, boolean strict, boolean hold, Scopes scopes) {
        this.number = number;
        this.id = id;
        this.partition = Topic.partitionOf(id);
        this.strict = strict;
        this.hold = hold;
        this.scopes = scopes;
        policies.add(new Policy(1, 1, limit));
    }

    /** What the requests of a key bring. */
    String token(int key) {
        return TOKENS.get(number * KEYS + key);
    }

    @Override
    public String toString() {
        return id + (strict ? " strict" : "") + (hold ? " hold" : "") + " " + policies;
    }

    /** How many policies it has been given. */
    int policies() {
        return policies.size();
    }

    Policy policy(int number) {
        return policies.get(number);
    }

    /** Which of its policies the ledger means by that. */
    int number(dev.tollgate.contracts.v1.Policy policy) {
        return IntStream.range(0, policies.size())
                .filter(i -> isMeant(policy, Terms.of(key(0, i), plan(i), Settings.firstDay(), 0)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isMeant(dev.tollgate.contracts.v1.Policy policy, Terms terms) {
        return policy.getAssignment() == terms.assignment() && policy.getVersion() == terms.planVersion();
    }

    long limit() {
        return policies.get(policies.size() - 1).limit;
    }

    /** Gives it another limit: by another version of its plan, or by another plan, whose versions begin at 1 again. */
    void change(long limit, boolean otherPlan) {
        Policy last = policies.get(policies.size() - 1);
        policies.add(
                otherPlan
                        ? new Policy(last.assignment + 1, 1, limit)
                        : new Policy(last.assignment, last.version + 1, limit));
    }

    /** The largest limit of policies from the {@code first} on. */
    long largestLimitSince(int first) {
        return limitsSince(first).max().orElseThrow();
    }

    long smallestLimitSince(int first) {
        return limitsSince(first).min().orElseThrow();
    }

    private LongStream limitsSince(int first) {
        return policies.subList(first, policies.size()).stream().mapToLong(Policy::limit);
    }

    KeyHash hash(int key) {
        return KeyHash.of(token(key));
    }

    Plan plan(int number) {
        Policy policy = policies.get(number);
        return new Plan(
                planId(policy),
                policy.version,
                "plan",
                policy.limit,
                scopes.then,
                scopes.before,
                scopes.fromDay,
                strict,
                Plan.UNLIMITED,
                hold,
                List.of());
    }

    ApiKey key(int key, int number) {
        Policy policy = policies.get(number);
        return new ApiKey(
                hash(key),
                id + "_key_" + key,
                id,
                "account",
                id + "_lineage_" + key,
                "key",
                "tg",
                "last",
                KeyEnvironment.LIVE,
                KeyState.KEY_ACTIVE,
                AccountState.ACCOUNT_ACTIVE,
                planId(policy),
                0,
                policy.assignment,
                OwnLimits.NONE,
                null,
                false,
                Set.of(),
                AddressRanges.NONE,
                0,
                0,
                policy.assignment);
    }

    /** What a request of {@code key} counts for on {@code day}. */
    String subject(ApiKey key, int day) {
        return plan(0).subjectOf(key, day);
    }

    private String planId(Policy policy) {
        return id + "_plan_" + policy.assignment;
    }
}
