package dev.tollgate.auth.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * From where refusals of 401 and 429 came in this minute and the one before, for an operator to see.
 *
 * <p>Memory is bounded by the space-saving algorithm (Metwally, Agrawal and El Abbadi, 2005): where there is no room for one
 * more source, it takes the place, and the counts, of the one with the fewest. A sum so may be too high, and is never too low;
 * whoever sends more than one in {@value #SOURCES_MAX} of the refusals is among those that are kept. Admitted requests never
 * come here, so the lock is nobody's but that of the refused.
 */
public final class RefusedSources {
    private static final int SOURCES_MAX = 256;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Comparator<Counts> BY_SUM = Comparator.comparingLong(Counts::sum);

    private Map<String, Counts> before = Map.of();
    private Map<String, Counts> now = new HashMap<>();
    private long minute;

    private record Counts(long unauthorized, long limited) {
        static final Counts NONE = new Counts(0, 0);

        long sum() {
            return unauthorized + limited;
        }

        Counts and(Counts other) {
            return new Counts(unauthorized + other.unauthorized, limited + other.limited);
        }
    }

    /**
     * A source and how often it was refused.
     *
     * @param source an IPv4 address, or an IPv6 network such as {@code 2001:db8:0:1::/64}
     * @param unauthorized answers of 401
     * @param limited answers of 429
     */
    public record Source(String source, long unauthorized, long limited) {}

    /** Counts an answer; one that is neither 401 nor 429 is no news of its source. */
    void count(InetAddress source, int status, long nowMs) {
        if (status == UNAUTHORIZED) {
            count(name(source), new Counts(1, 0), nowMs);
        } else if (status == TOO_MANY_REQUESTS) {
            count(name(source), new Counts(0, 1), nowMs);
        }
    }

    private synchronized void count(String source, Counts one, long nowMs) {
        turn(nowMs);
        Counts counted = now.get(source);
        if (counted == null) {
            counted = now.size() < SOURCES_MAX ? Counts.NONE : makeRoom();
        }
        now.put(source, counted.and(one));
    }

    private Counts makeRoom() {
        String fewest = now.entrySet().stream()
                .min(Map.Entry.comparingByValue(BY_SUM))
                .orElseThrow()
                .getKey();
        return Objects.requireNonNull(now.remove(fewest));
    }

    private void turn(long nowMs) {
        long present = nowMs / MINUTE_MILLIS;
        if (present != minute) {
            before = present == minute + 1 ? now : Map.of();
            now = new HashMap<>();
            minute = present;
        }
    }

    /** Those with the most, the most first. */
    public synchronized List<Source> most(int count, long nowMs) {
        turn(nowMs);
        Map<String, Counts> sums = new HashMap<>(before);
        now.forEach((source, counts) -> sums.merge(source, counts, Counts::and));
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(BY_SUM.reversed()))
                .limit(count)
                .map(sum -> new Source(
                        sum.getKey(),
                        sum.getValue().unauthorized(),
                        sum.getValue().limited()))
                .toList();
    }

    private static String name(InetAddress source) {
        if (!(source instanceof Inet6Address)) {
            return source.getHostAddress();
        }
        byte[] bytes = source.getAddress();
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < IPV6_NETWORK_BYTES; i += 2) {
            network.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}
