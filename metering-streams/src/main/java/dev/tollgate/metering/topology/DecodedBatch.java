package dev.tollgate.metering.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.RequestBatch;
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
            check(Topic.partitionOf(event.accountId()) == partition, "an event of another partition");
        }
        return new DecodedBatch(batch, events);
    }

    /** Whether all of it is about days that are still taken. */
    boolean isWithin(DayWindow window) {
        return events.stream().allMatch(event -> window.takesUsageOf(event.day()))
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
        RequestBatch.Builder part = batch.toBuilder().clearClaims();
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
