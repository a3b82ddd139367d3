package dev.tollgate.admin.billing;

import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Parts of what is to be paid, for some periods, and who has them. Neither is ever changed or taken back. */
@Component
final class Coupons {
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final BilledAccounts billed;
    private final AuditLog audit;
    private final Clock clock;

    Coupons(
            JdbcClient database,
            TransactionTemplate transactions,
            Accounts accounts,
            BilledAccounts billed,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.billed = billed;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A coupon, as the API shows it.
     *
     * @param percentOff of what is to be paid, above 0 to 100
     * @param periods for how many billing periods of an account; null for all that follow
     * @param redeemUntil the last UTC day on which it can be redeemed; null for any
     */
    record Coupon(
            String code,
            String percentOff,
            @Nullable Integer periods,
            @Nullable LocalDate redeemUntil,
            Instant at) {}

    /**
     * A coupon that an account has.
     *
     * @param from the first day of the first period that it is for
     * @param until the day behind the last; null for none
     */
    record Redemption(
            String code,
            BigDecimal percentOff,
            LocalDate from,
            @Nullable LocalDate until) {
        boolean isFor(BillingPeriod period) {
            return period.until().isAfter(from)
                    && (until == null || period.from().isBefore(until));
        }
    }

    /** All of them, in the order of their codes. */
    Page<Coupon> all(Page.Request page) {
        List<Coupon> found = database.sql("SELECT * FROM coupons WHERE code > ? ORDER BY code LIMIT ?")
                .params(page.after(), page.limit() + 1)
                .query(Coupons::read)
                .list();
        return Page.of(found, page, Coupon::code);
    }

    /** @throws ProblemException if there is one of that code */
    Coupon add(String code, BigDecimal percentOff, @Nullable Integer periods, @Nullable LocalDate redeemUntil) {
        Coupon coupon = new Coupon(code, InvoiceView.percent(percentOff), periods, redeemUntil, now());
        transactions.executeWithoutResult(status -> {
            try {
                database.sql(
                                "INSERT INTO coupons (code, percent_off, periods, redeem_until, at) VALUES (?, ?, ?, ?, ?)")
                        .params(Arrays.asList(
                                code,
                                percentOff,
                                periods,
                                redeemUntil == null ? null : Date.valueOf(redeemUntil),
                                Timestamp.from(coupon.at())))
                        .update();
            } catch (DuplicateKeyException e) {
                throw ProblemException.conflict(
                        "There is a coupon of that code already, and a coupon is never changed.");
            }
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("percent_off", coupon.percentOff());
            told.put("periods", periods);
            told.put("redeem_until", redeemUntil == null ? null : redeemUntil.toString());
            audit.record("coupon.created", "coupon", code, null, told);
        });
        return coupon;
    }

    /**
     * Gives an account a coupon, from the billing period on that it is now.
     *
     * @throws ProblemException if there is no such account or coupon, its time is over, or the account had it already
     */
    void redeem(String accountId, String code) {
        transactions.executeWithoutResult(status -> {
            accounts.lock(accountId);
            BilledAccount account = billed.get(accountId);
            Coupon coupon = database.sql("SELECT * FROM coupons WHERE code = ?")
                    .param(code)
                    .query(Coupons::read)
                    .optional()
                    .orElseThrow(() -> ProblemException.notFound("There is no such coupon."));
            LocalDate today = now().atOffset(ZoneOffset.UTC).toLocalDate();
            if (coupon.redeemUntil() != null && coupon.redeemUntil().isBefore(today)) {
                throw ProblemException.conflict("The coupon could be redeemed until " + coupon.redeemUntil() + ".");
            }
            LocalDate from = account.cycle().periodOf(today).from();
            LocalDate until = coupon.periods() == null ? null : account.cycle().behind(from, coupon.periods());
            int done = database.sql("INSERT INTO redemptions (account_id, code, from_day, until_day, at)"
                            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .params(Arrays.asList(
                            accountId,
                            code,
                            Date.valueOf(from),
                            until == null ? null : Date.valueOf(until),
                            Timestamp.from(now())))
                    .update();
            if (done == 0) {
                throw ProblemException.conflict("The account has redeemed that coupon already.");
            }
            audit.record("account.coupon_redeemed", "account", accountId, null, Map.of("code", code));
        });
    }

    /** Those of an account, in the order in which it redeemed them. */
    List<Redemption> of(String accountId) {
        return of(List.of(accountId)).getOrDefault(accountId, List.of());
    }

    /** Those of accounts. */
    Map<String, List<Redemption>> of(List<String> accountIds) {
        Map<String, List<Redemption>> redemptions = new HashMap<>();
        database.sql("SELECT r.account_id, r.code, c.percent_off, r.from_day, r.until_day FROM redemptions r"
                        + " JOIN coupons c ON c.code = r.code WHERE r.account_id = ANY (?) ORDER BY r.at, r.code")
                .param(accountIds.toArray(String[]::new))
                .query((RowCallbackHandler) row -> redemptions
                        .computeIfAbsent(row.getString("account_id"), id -> new ArrayList<>())
                        .add(new Redemption(
                                row.getString("code"),
                                row.getBigDecimal("percent_off"),
                                row.getDate("from_day").toLocalDate(),
                                day(row, "until_day"))));
        return redemptions;
    }

    private static Coupon read(ResultSet row, int n) throws SQLException {
        return new Coupon(
                row.getString("code"),
                InvoiceView.percent(row.getBigDecimal("percent_off")),
                row.getObject("periods", Integer.class),
                day(row, "redeem_until"),
                row.getTimestamp("at").toInstant());
    }

    private static @Nullable LocalDate day(ResultSet row, String column) throws SQLException {
        Date day = row.getDate(column);
        return day == null ? null : day.toLocalDate();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
