package dev.tollgate.admin.key;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/outbox/republish}: tells the gates of all plans and keys again, from the database, which is the
 * truth. For topics that were lost or damaged.
 */
@RestController
final class Republication {
    private static final Logger log = LoggerFactory.getLogger(Republication.class);
    private static final int ACCOUNTS_AT_ONCE = 200;

    private final Accounts accounts;
    private final Plans plans;
    private final KeyPublication publication;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final AtomicBoolean underWay = new AtomicBoolean();

    Republication(
            Accounts accounts,
            Plans plans,
            KeyPublication publication,
            AuditLog audit,
            TransactionTemplate transactions) {
        this.accounts = accounts;
        this.plans = plans;
        this.publication = publication;
        this.audit = audit;
        this.transactions = transactions;
    }

    @PostMapping(path = "/api/v1/outbox/republish", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Right.OUTBOX_WRITE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> republish() {
        if (!underWay.compareAndSet(false, true)) {
            throw ProblemException.conflict("Everything is being published again already. Wait for that to end.");
        }
        try {
            audit.record("outbox.republished", "outbox", "all", null, null);
        } catch (RuntimeException e) {
            underWay.set(false);
            throw e;
        }
        Thread thread = new Thread(this::run, "republication");
        thread.setDaemon(true);
        thread.start();
        return Map.of("state", "started");
    }

    private void run() {
        try {
            plans.republish();
            long keys = 0;
            String after = "";
            List<String> ids = accounts.idsAfter(after, ACCOUNTS_AT_ONCE);
            while (!ids.isEmpty()) {
                keys += republish(ids);
                after = ids.get(ids.size() - 1);
                ids = accounts.idsAfter(after, ACCOUNTS_AT_ONCE);
            }
            log.info("All plans and {} keys are published again", keys);
        } catch (RuntimeException e) {
            log.error("Not everything could be published again; call it once more", e);
        } finally {
            underWay.set(false);
        }
    }

    private long republish(List<String> accountIds) {
        Long keys = transactions.execute(status -> {
            // In the order of their ids, so that two of these can't wait for each other in a circle.
            accounts.lockAll(accountIds);
            return accountIds.stream().mapToLong(publication::publishKeysOf).sum();
        });
        return keys == null ? 0 : keys;
    }
}
