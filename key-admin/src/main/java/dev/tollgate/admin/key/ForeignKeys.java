package dev.tollgate.admin.key;

import dev.tollgate.admin.account.Account;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.contracts.KeyHash;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes over keys that another system has made, many at once. They are audited and told to the gates like any other. */
@Component
public final class ForeignKeys {
    private final KeyTable table;
    private final Accounts accounts;
    private final Plans plans;
    private final KeyPublication publication;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    ForeignKeys(
            KeyTable table,
            Accounts accounts,
            Plans plans,
            KeyPublication publication,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.table = table;
        this.accounts = accounts;
        this.plans = plans;
        this.publication = publication;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What became of keys.
     *
     * @param taken how many are keys of ours now
     * @param known how many were already there, with the same account
     * @param refused why others cannot be taken
     */
    public record Intake(long taken, long known, Map<ForeignKey, String> refused) {}

    /** Takes over what can be taken. To be called in a transaction. */
    public Intake takeAll(String importId, List<ForeignKey> given) {
        List<String> owners =
                given.stream().map(ForeignKey::accountId).distinct().sorted().toList();
        Desk desk = new Desk(
                accounts.lockAll(owners),
                table.ownersByHash(
                        given.stream().map(key -> key.hashed().hash()).toList()));
        given.forEach(desk::judge);
        List<KeyTable.Row> rows = desk.taken.stream()
                .map(key -> new KeyTable.Row(key.as(ids.next("key")), key.hashed(), importId))
                .toList();
        table.insertAll(rows);
        Map<String, Map<String, ?>> terms = new TreeMap<>();
        rows.forEach(row -> terms.put(row.key().id(), row.key().terms()));
        audit.recordCreated("key.imported", "key", terms);
        publication.publishKeys(List.copyOf(terms.keySet()));
        return new Intake(rows.size(), desk.known, desk.refused);
    }

    /** Where keys are looked at one by one, with what has been taken before them. */
    private final class Desk {
        final List<ForeignKey> taken = new ArrayList<>();
        final Map<ForeignKey, String> refused = new LinkedHashMap<>();
        long known;

        private final Map<String, Account> owners;
        private final Map<KeyHash, String> ownersByHash;
        private final Map<String, Optional<Plan>> plansById = new HashMap<>();
        private final Map<String, Long> lineages;

        Desk(List<Account> owners, Map<KeyHash, String> ownersByHash) {
            this.owners = owners.stream().collect(Collectors.toMap(Account::id, Function.identity()));
            this.ownersByHash = ownersByHash;
            this.lineages = table.countLiveLineages(
                    owners.stream()
                            .filter(account -> maxKeys(account) != null)
                            .map(Account::id)
                            .toList(),
                    clock.instant());
        }

        void judge(ForeignKey key) {
            String owner = ownersByHash.get(key.hashed().hash());
            if (key.accountId().equals(owner)) {
                known++;
                return;
            }
            String why = owner == null ? whyNot(key) : "this key is there already, with another account";
            if (why == null) {
                taken.add(key);
                ownersByHash.put(key.hashed().hash(), key.accountId());
                lineages.merge(key.accountId(), 1L, Long::sum);
            } else {
                refused.put(key, why);
            }
        }

        private @Nullable String whyNot(ForeignKey key) {
            Account account = owners.get(key.accountId());
            if (account == null || account.isDeleted()) {
                return "account_id is of no account that is there";
            }
            if (key.hasDailyLimit() && plan(account).map(Plan::countsByAccount).orElse(false)) {
                return "daily_limit cannot be, for the plan " + account.plan() + " counts by account";
            }
            Long max = maxKeys(account);
            return max != null && lineages.getOrDefault(account.id(), 0L) >= max
                    ? "the plan " + account.plan() + " allows " + max + " keys at a time"
                    : null;
        }

        private @Nullable Long maxKeys(Account account) {
            return plan(account).map(Plan::maxKeys).orElse(null);
        }

        private Optional<Plan> plan(Account account) {
            return plansById.computeIfAbsent(account.plan(), plans::find);
        }
    }
}
