package dev.tollgate.metering.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.contracts.v1.UsageReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that has been found to be one.
 *
 * @param batch as it was sent
 * @param events its events
 */
record DecodedBatch(RequestBatch batch, List<RequestEvent> events) {
    private static final int ID_LENGTH_MAX = 64;
    /** Far above any quota, far below where sums overflow. */
    private static final long AMOUNT_MAX = 1L << 53;

    private static final int IDENTITY_BYTES = 16;
    private static final int AMOUNTS_MAX = 20;
    /** Of one report: nine million of them in a day of a key are still a number. */
    private static final long METERED_MAX = 1_000_000_000_000L;
    /** The year 2200. */
    private static final long MOMENT_MAX = 7_258_118_400_000L;

    /**
     * Reads a record of request-events.
     *
     * @param partition the record's
     * @throws MalformedRecordException if the record is not what a gateway sends
     */
    static DecodedBatch read(byte @Nullable [] value, int partition) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException("The record has no value.");
        }
        RequestBatch batch;
        try {
            batch = RequestBatch.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record is not a RequestBatch.", e);
        }
        check(!batch.getGateway().isEmpty() && batch.getGateway().length() <= ID_LENGTH_MAX, "no gateway");
        if (batch.getReportsCount() > 0) {
            checkReports(batch, partition);
            return new DecodedBatch(batch, List.of());
        }
        check(batch.getEpoch() > 0, "no epoch");
        check(batch.getTick() >= 0, "a tick below 0");
        check(batch.getFenceUpTo() >= 0 && batch.getFenceUpTo() < batch.getEpoch(), "a fence of its own epoch");
        for (Claim claim : batch.getClaimsList()) {
            check(claim);
        }
        List<RequestEvent> events = EventColumnsReader.read(batch.getEvents());
        for (RequestEvent event : events) {
            check(event.epoch() <= batch.getEpoch(), "an event of an epoch to come");
            check(event.cost() <= AMOUNT_MAX, "a cost beyond all measure");
            check(event.caller().partition() == partition, "an event of another partition");
        }
        return new DecodedBatch(batch, events);
    }

    /** Whether it holds reports, or did: such a batch is of no epoch, and means nothing to the ledger. */
    boolean isOfReports() {
        return batch.getEpoch() == 0;
    }

    /** Whether all of it is about days that are still taken. */
    boolean isWithin(DayWindow window) {
        return events.stream().allMatch(event -> window.takesUsageOf(event.day()))
                && batch.getReportsList().stream().allMatch(report -> window.takesUsageOf(dayOf(report)))
                && batch.getClaimsList().stream().allMatch(claim -> window.takesClaimsFor(claim.getDay()));
    }

    /**
     * The part of it about days that are taken, or that are not. Both cover the same journal positions: what is put
     * aside has been seen, too.
     */
    DecodedBatch part(DayWindow window, boolean taken) {
        List<RequestEvent> chosen = events.stream()
                .filter(event -> window.takesUsageOf(event.day()) == taken)
                .toList();
        RequestBatch.Builder part = batch.toBuilder().clearClaims().clearReports();
        batch.getReportsList().stream()
                .filter(report -> window.takesUsageOf(dayOf(report)) == taken)
                .forEach(part::addReports);
        batch.getClaimsList().stream()
                .filter(claim -> window.takesClaimsFor(claim.getDay()) == taken)
                .forEach(part::addClaims);
        if (batch.hasEvents()) {
            EventColumnsWriter writer = new EventColumnsWriter(batch.getEvents().getCoversFrom());
            chosen.forEach(writer::add);
            part.setEvents(writer.finish(batch.getEvents().getCoversTo()));
        }
        return new DecodedBatch(part.build(), chosen);
    }

    /** The UTC day that a report is counted on. */
    static int dayOf(UsageReport report) {
        return UtcDay.of(report.getAtMs());
    }

    private static void checkReports(RequestBatch batch, int partition) throws MalformedRecordException {
        RequestBatch rest = batch.toBuilder().clearGateway().clearReports().build();
        check(rest.equals(RequestBatch.getDefaultInstance()), "reports, and something else");
        for (UsageReport report : batch.getReportsList()) {
            check(report.getIdentity().size() == IDENTITY_BYTES, "a report that is not to be told from others");
            check(isId(report.getKeyId()) && isId(report.getAccountId()), "a report of no key, or of no account");
            check(Topic.partitionOf(report.getAccountId()) == partition, "a report of another partition");
            check(report.getAtMs() >= 0 && report.getAtMs() <= MOMENT_MAX, "a report of no moment");
            check(report.getAmountsCount() >= 1 && report.getAmountsCount() <= AMOUNTS_MAX, "a report of nothing");
            for (MeterAmount amount : report.getAmountsList()) {
                check(isId(amount.getMeter()), "an amount of no meter");
                check(amount.getWhole() >= 0 && amount.getWhole() <= METERED_MAX, "an amount beyond all measure");
                check(amount.getMillionths() >= 0 && amount.getMillionths() < 1_000_000, "millionths that are none");
            }
        }
    }

    private static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= ID_LENGTH_MAX;
    }

    private static void check(Claim claim) throws MalformedRecordException {
        check(!claim.getSubject().isEmpty() && claim.getSubject().length() <= ID_LENGTH_MAX, "a claim of no subject");
        check(claim.getCtl() > 0, "a claim without number");
        check(claim.getAdmitted() >= 0 && claim.getCap() >= claim.getAdmitted(), "a claim with a cap below its usage");
        check(claim.getNeed() >= 0 && claim.getWant() >= claim.getNeed(), "a claim that wants less than it needs");
        check(claim.getLimit() >= 0 && claim.getLimit() <= AMOUNT_MAX, "a limit that cannot be");
        check(claim.getCap() <= AMOUNT_MAX && claim.getWant() <= AMOUNT_MAX, "an amount beyond all measure");
    }

    private static void check(boolean holds, String otherwise) throws MalformedRecordException {
        if (!holds) {
            throw new MalformedRecordException("The batch has " + otherwise + ".");
        }
    }
}
