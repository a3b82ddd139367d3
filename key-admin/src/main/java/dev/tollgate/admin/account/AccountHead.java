package dev.tollgate.admin.account;

import dev.tollgate.admin.plan.Plan;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What stands at the head of each page of an account. */
@Component
public final class AccountHead {
    private final Accounts accounts;
    private final Plans plans;
    private final Clock clock;

    AccountHead(Accounts accounts, Plans plans, Clock clock) {
        this.accounts = accounts;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * An account and its terms of the moment.
     *
     * @param dailyLimit of its plan, or what stands in its place now; null for none
     * @param sharesQuota whether its keys share one quota
     */
    public record Head(Account account, Plan plan, @Nullable Long dailyLimit, boolean sharesQuota) {
        /**
         * The limit of a key's quota: the lower one, if it has one of its own. Null for none, and where it is the account's.
         */
        public @Nullable Long limitOfKey(@Nullable Long own) {
            if (sharesQuota) {
                return null;
            }
            if (own == null || dailyLimit == null) {
                return own == null ? dailyLimit : own;
            }
            return Long.valueOf(Math.min(own, dailyLimit));
        }
    }

    /**
     * Puts it in the model of a page.
     *
     * @param tab which of its pages it is
     * @throws ProblemException if there is no such account
     */
    public Head show(Model model, String accountId, String tab) {
        Head head = of(accountId);
        model.addAttribute("head", head);
        model.addAttribute("tab", tab);
        return head;
    }

    /** @throws ProblemException if there is no such account */
    public Head of(String accountId) {
        Account account = accounts.find(accountId)
                .filter(known -> !known.isDeleted())
                .orElseThrow(() -> ProblemException.notFound("There is no such account."));
        Plan plan = plans.of(account.plan(), account.planSince());
        return new Head(
                account,
                plan,
                limit(account, plan, clock.instant()),
                !plans.countingByKey(List.of(accountId)).contains(accountId));
    }

    private static @Nullable Long limit(Account account, Plan plan, Instant now) {
        LimitOverride override = account.dailyLimitOverride();
        return override != null && override.expiresAt().isAfter(now) ? override.dailyLimit() : plan.dailyLimit();
    }
}
