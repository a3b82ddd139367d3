package dev.tollgate.admin.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * The books of some days, side by side. As the API shows it.
 *
 * @param from the first day
 * @param to the last day
 * @param logFrom the first of them of which the log still holds all; the days before are compared among the tables alone
 * @param at when the tables were looked at
 * @param log how far the log was read: the evidence
 * @param accounts that have usage in any of the books
 * @param admitted the totals
 * @param differing accounts of which two books say different things
 * @param differences the first of those
 * @param invoices what was billed for the periods that ended within these days
 * @param agrees whether there is no difference that is not explained
 */
public record Reconciliation(
        LocalDate from,
        LocalDate to,
        LocalDate logFrom,
        Instant at,
        List<LogEnd> log,
        long accounts,
        Admitted admitted,
        long differing,
        List<AccountDifference> differences,
        Invoices invoices,
        boolean agrees) {

    /** The offset behind the last record of a partition of {@code usage-daily}. */
    public record LogEnd(int partition, long offset) {}

    /**
     * What was admitted.
     *
     * @param inLog by the records of {@code usage-daily}
     * @param byKey by the days of keys
     * @param byAccount by the days of accounts
     */
    public record Admitted(long inLog, long byKey, long byAccount) {}

    /** An account whose books differ. */
    public record AccountDifference(String accountId, long inLog, long byKey, long byAccount) {}

    /**
     * Invoices of periods that ended within the days.
     *
     * @param periods how many, of all accounts
     * @param billed what they are about, with what later invoices said more
     * @param used what the tables say of the same periods now, with what was corrected
     * @param toCome of the difference, what came late or was corrected, and will be on the next invoice
     * @param differing periods of which neither is so
     * @param differences the first of those
     */
    public record Invoices(
            long periods, long billed, long used, long toCome, long differing, List<InvoiceDifference> differences) {}

    /** A period of an account that was billed for something else than was used. */
    public record InvoiceDifference(String accountId, LocalDate from, long billed, long used) {}
}
