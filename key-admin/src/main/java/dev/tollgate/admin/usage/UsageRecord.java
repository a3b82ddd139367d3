package dev.tollgate.admin.usage;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of usage-daily. What gets through fits the tables: a record that the database refused would come again
 * and again, and hold up all behind it.
 */
public final class UsageRecord {
    private static final int HOURS = 24;
    private static final int ID_LENGTH_MAX = 100;
    /** Part of an index, whose rows have a bound. */
    private static final int ROUTE_LENGTH_MAX = 500;
    /** So that sums of them stay numbers, too. */
    private static final long COUNT_MAX = 1L << 50;

    private static final int MILLIONTHS = 1_000_000;

    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2199;

    private UsageRecord() {}

    /**
     * The usage in a record.
     *
     * @throws MalformedRecordException if it is none
     */
    public static DailyUsage read(byte @Nullable [] keyBytes, byte @Nullable [] value) throws MalformedRecordException {
        if (keyBytes == null || value == null) {
            throw new MalformedRecordException("The record has no key or no value.");
        }
        DayKey key = DayKey.fromBytes(keyBytes);
        DailyUsage usage = parse(value);
        require(
                usage.getKeyId().equals(key.id()) && usage.getDay() == key.day(),
                "The record's key and value are not about the same key and day.");
        require(isId(usage.getKeyId()) && isId(usage.getAccountId()), "The usage is of no key or no account.");
        int year = UtcDay.date(usage.getDay()).getYear();
        require(year >= YEAR_MIN && year <= YEAR_MAX, "The day is not of this time.");
        checkCounts(usage);
        checkHours(usage);
        checkRoutes(usage);
        checkMeters(usage);
        return usage;
    }

    private static DailyUsage parse(byte[] value) throws MalformedRecordException {
        try {
            return DailyUsage.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record is not a DailyUsage.", e);
        }
    }

    private static void checkCounts(DailyUsage usage) throws MalformedRecordException {
        long requests = 0;
        for (OutcomeCount outcome : usage.getOutcomesList()) {
            requireCounts(outcome.getRequests());
            requests += outcome.getRequests();
        }
        requireCounts(
                usage.getAdmitted(), usage.getAdmittedRequests(), usage.getLastUsedAtMs(), usage.getCountedAtMs());
        requireCounts(requests - usage.getAdmittedRequests());
    }

    private static void checkHours(DailyUsage usage) throws MalformedRecordException {
        Set<Integer> hours = new HashSet<>();
        for (HourUsage hour : usage.getHoursList()) {
            require(
                    hour.getHour() >= 0 && hour.getHour() < HOURS && hours.add(hour.getHour()),
                    "An hour is none of the day's, or there twice.");
            requireCounts(hour.getAdmitted(), hour.getAdmittedRequests(), hour.getRefusedRequests());
        }
    }

    private static void checkRoutes(DailyUsage usage) throws MalformedRecordException {
        Set<String> routes = new HashSet<>();
        for (RouteUsage route : usage.getRoutesList()) {
            String name = route.getRoute();
            require(
                    name.length() <= ROUTE_LENGTH_MAX && isText(name) && routes.add(name),
                    "The name of a route is too long, or no text, or there twice.");
            requireCounts(route.getAdmitted(), route.getAdmittedRequests(), route.getRefusedRequests());
        }
    }

    private static void checkMeters(DailyUsage usage) throws MalformedRecordException {
        Set<String> meters = new HashSet<>();
        for (MeterUsage meter : usage.getMetersList()) {
            require(isId(meter.getMeter()) && meters.add(meter.getMeter()), "A meter has no name, or is there twice.");
            require(
                    meter.getWhole() >= 0 && meter.getMillionths() >= 0 && meter.getMillionths() < MILLIONTHS,
                    "What was reported is below 0, or no number.");
            requireCounts(meter.getReports());
        }
    }

    private static void requireCounts(long... counts) throws MalformedRecordException {
        for (long count : counts) {
            require(count >= 0 && count <= COUNT_MAX, "A number is below 0, or larger than any can be.");
        }
    }

    private static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= ID_LENGTH_MAX && isText(id);
    }

    /** The database's texts hold every character but this one. */
    private static boolean isText(String text) {
        return text.indexOf('\0') < 0;
    }

    private static void require(boolean holds, String otherwise) throws MalformedRecordException {
        if (!holds) {
            throw new MalformedRecordException(otherwise);
        }
    }
}
