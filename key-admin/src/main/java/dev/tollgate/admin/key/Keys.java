package dev.tollgate.admin.key;

import dev.tollgate.admin.access.KeyOwners;
import dev.tollgate.admin.account.Account;
import dev.tollgate.admin.account.AccountChanged;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What may become of API keys. Each change locks the account first, is audited, and is told to the gates. */
@Component
public final class Keys implements AccountChanged, KeyOwners {
    private static final int PREFIX_SHOWN = 8;
    private static final int LAST_SHOWN = 4;

    private final KeyTable table;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final Plans plans;
    private final KeyPublication publication;
    private final AuditLog audit;
    private final KeyFormat format;
    private final KeyPeppers peppers;
    private final WebhookEvents events;
    private final Ids ids;
    private final Clock clock;

    Keys(
            KeyTable table,
            TransactionTemplate transactions,
            Accounts accounts,
            Plans plans,
            KeyPublication publication,
            AuditLog audit,
            KeyFormat format,
            KeyPeppers peppers,
            WebhookEvents events,
            Ids ids,
            Clock clock) {
        this.table = table;
        this.transactions = transactions;
        this.accounts = accounts;
        this.plans = plans;
        this.publication = publication;
        this.audit = audit;
        this.format = format;
        this.peppers = peppers;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A key that has just been made.
     *
     * @param secret the key itself, which is nowhere else
     */
    record Made(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Made[" + key.id() + "]";
        }
    }

    /** The account of a key that is, or was: what it was used for outlives it. */
    @Override
    public Optional<String> accountOf(String keyId) {
        return table.accountOf(keyId);
    }

    Made create(String accountId, String environment, KeyLabel label, KeyGrant grant, KeyLimits limits) {
        return inTransaction(() -> {
            String id = ids.next("key");
            Account account = accounts.lock(accountId);
            checkRoom(account, id);
            checkLimit(account, limits);
            return make(id, accountId, id, environment, label, grant, limits);
        });
    }

    /** Changes a key, if it is still the one that {@code expected} knows. */
    ApiKey change(String id, Precondition expected, UnaryOperator<ApiKey> change) {
        return inTransaction(() -> {
            ApiKey before = lock(id);
            expected.check(before.revision());
            ApiKey after = change.apply(before);
            if (after.isLive(clock.instant()) && !before.isLive(clock.instant())) {
                checkRoom(accounts.lock(before.accountId()), before.lineage());
            }
            if (!after.limits().equals(before.limits())) {
                changeLimits(before, after.limits());
            }
            return replace(before, after);
        });
    }

    /** A lineage has one limit: what is changed of one key's is changed of all. */
    private void changeLimits(ApiKey changed, KeyLimits limits) {
        if (!Objects.equals(limits.dailyLimit(), changed.limits().dailyLimit())) {
            checkLimit(accounts.lock(changed.accountId()), limits);
        }
        table.lineage(changed.lineage()).stream()
                .filter(key -> !key.id().equals(changed.id()))
                .forEach(key -> replace(key, key.withLimits(limits)));
    }

    /**
     * Makes a successor of a key, with the same environment, label, grant and quota. Both work until {@code grace} is over.
     *
     * @throws ProblemException if it is not the one to be rotated
     */
    Made rotate(String id, Precondition expected, Duration grace) {
        return inTransaction(() -> {
            ApiKey before = lock(id);
            expected.check(before.revision());
            Instant now = now();
            checkRotatable(before, now);
            Made made = make(
                    ids.next("key"),
                    before.accountId(),
                    before.lineage(),
                    before.environment(),
                    before.label(),
                    before.grant(),
                    before.limits());
            ApiKey replaced = before.withSuccessor(made.key().id());
            replace(
                    before,
                    grace.isZero()
                            ? replaced.withState(ApiKey.REVOKED)
                            : replaced.withGrant(before.grant().until(now.plus(grace))));
            return made;
        });
    }

    private static void checkRotatable(ApiKey key, Instant now) {
        if (key.replacedBy() != null) {
            throw ProblemException.conflict("The key has been rotated already. Rotate " + key.replacedBy() + ".");
        }
        if (!key.isLive(now)) {
            throw ProblemException.conflict("The key has been revoked, or has expired. Make a new one.");
        }
        if (!key.state().equals(ApiKey.ACTIVE)) {
            throw ProblemException.conflict("The key is disabled. Enable it first, or make a new one.");
        }
    }

    ApiKey revoke(String id, Precondition expected) {
        return change(id, expected, key -> key.withState(ApiKey.REVOKED));
    }

    /** Revokes a key, if it is not yet, and shows it no more. */
    void delete(String id, Precondition expected) {
        change(id, expected, key -> key.withState(ApiKey.DELETED));
    }

    /**
     * Revokes all of {@code keyIds}, or none.
     *
     * @throws ProblemException if one of them is not there
     */
    void revokeAll(List<String> keyIds) {
        inTransaction(() -> {
            // In the order of their ids, so that two of these cannot wait for each other in a circle.
            TreeSet<String> owners = new TreeSet<>();
            table.findAll(keyIds).forEach(key -> owners.add(key.accountId()));
            accounts.lockAll(List.copyOf(owners));
            List<ApiKey> found = table.findAll(keyIds);
            if (found.size() < keyIds.size()) {
                List<String> known = found.stream().map(ApiKey::id).toList();
                List<String> unknown =
                        keyIds.stream().filter(id -> !known.contains(id)).toList();
                throw ProblemException.notFound(
                        "Nothing was revoked, for there is no " + String.join(", ", unknown) + ".");
            }
            return found.stream()
                    .map(key -> replace(key, key.withState(ApiKey.REVOKED)))
                    .toList();
        });
    }

    /**
     * Notes that a key was found in public, and revokes it if {@code revokes}.
     *
     * @param token what was found: a secret
     * @return its id; none if it is no key, and never was one
     */
    public Optional<String> leaked(String token, String url, boolean revokes) {
        List<KeyHash> hashes = IntStream.range(0, peppers.forms())
                .mapToObj(form -> peppers.hash(token, form))
                .toList();
        Optional<String> id = table.idByHash(hashes);
        id.ifPresent(known -> transactions.executeWithoutResult(status -> noteLeak(known, url, revokes)));
        return id;
    }

    private void noteLeak(String id, String url, boolean revokes) {
        table.find(id).ifPresent(found -> {
            ApiKey before = lock(id);
            ApiKey after = before.leak() == null ? before.withLeak(new KeyLeak(now(), url)) : before;
            replace(before, revokes ? after.withState(ApiKey.REVOKED) : after);
            if (before.leak() == null) {
                events.publish(
                        EventType.KEY_LEAKED,
                        List.of(Map.of(
                                "key_id", id, "account_id", before.accountId(), "url", url, "revoked", revokes)));
            }
        });
    }

    @Override
    public void accountChanged(String accountId) {
        publication.publishKeysOf(accountId);
    }

    static ProblemException noSuchKey() {
        return ProblemException.notFound("There is no such key.");
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    /** The key, which nobody else changes until the transaction ends. */
    private ApiKey lock(String id) {
        accounts.lock(table.find(id).orElseThrow(Keys::noSuchKey).accountId());
        return table.find(id).orElseThrow(Keys::noSuchKey);
    }

    private Made make(
            String id,
            String accountId,
            String lineage,
            String environment,
            KeyLabel label,
            KeyGrant grant,
            KeyLimits limits) {
        String secret = format.generate(KeyPublication.environment(environment));
        ApiKey key = new ApiKey(
                id,
                accountId,
                lineage,
                null,
                environment,
                label,
                secret.substring(0, PREFIX_SHOWN),
                secret.substring(secret.length() - LAST_SHOWN),
                ApiKey.ACTIVE,
                grant,
                limits,
                null,
                now(),
                1);
        table.insertAll(List.of(new KeyTable.Row(key, peppers.hash(secret), null)));
        audit.record("key.created", "key", id, null, key.terms());
        publication.publishKey(id);
        return new Made(key, secret);
    }

    /** Writes a change down, unless it is none. */
    private ApiKey replace(ApiKey before, ApiKey changed) {
        if (changed.equals(before)) {
            return before;
        }
        ApiKey after = changed.nextRevision();
        table.update(after);
        audit.record(action(before, after), "key", after.id(), before.terms(), after.terms());
        publication.publishKey(after.id());
        return after;
    }

    private static String action(ApiKey before, ApiKey after) {
        if (!Objects.equals(after.leak(), before.leak())) {
            return "key.leaked";
        }
        if (!Objects.equals(after.replacedBy(), before.replacedBy())) {
            return "key.rotated";
        }
        if (after.isDeleted()) {
            return "key.deleted";
        }
        return after.isRevoked() && !before.isRevoked() ? "key.revoked" : "key.changed";
    }

    /** A key and those that it is rotated into are one: they share a quota. */
    private void checkRoom(Account account, String lineage) {
        Long max = plans.of(account.plan(), account.planSince()).maxKeys();
        if (max != null && table.countLiveLineages(account.id(), lineage, clock.instant()) >= max) {
            throw ProblemException.conflict("The plan " + account.plan() + " allows " + max
                    + " keys at a time. Revoke one, or change the account's plan.");
        }
    }

    /** An account's quota and a key's own would be two of one request. */
    private void checkLimit(Account account, KeyLimits limits) {
        boolean shared = plans.find(account.plan()).map(Plan::countsByAccount).orElse(false);
        if (limits.dailyLimit() != null && shared) {
            throw ProblemException.conflict(
                    "The plan " + account.plan() + " counts by account, so that a key can have no"
                            + " daily_limit of its own. Leave it out, or choose a plan that counts by key.");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
