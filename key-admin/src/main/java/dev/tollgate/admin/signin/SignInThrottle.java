package dev.tollgate.admin.signin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down those who guess passwords: counts failures of a minute by source and by person. A source is an IPv4 address or
 * an IPv6 /64. What was counted longest ago is forgotten first, so memory is bounded; to push others out, a guesser needs
 * as many sources.
 */
final class SignInThrottle {
    private static final int COUNTERS_MAX = 10_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int bySourceMax;
    private final int byPersonMax;
    private final Counters sources = new Counters();
    private final Counters people = new Counters();

    /**
     * @param bySourceMax failures a minute from one source
     * @param byPersonMax failures a minute for one person, from wherever
     */
    SignInThrottle(int bySourceMax, int byPersonMax) {
        this.bySourceMax = bySourceMax;
        this.byPersonMax = byPersonMax;
    }

    /** Seconds to wait before the next try; 0 for none. */
    synchronized long secondsToWait(String source, String person, long nowMillis) {
        boolean tooMany =
                sources.of(network(source), nowMillis) >= bySourceMax || people.of(person, nowMillis) >= byPersonMax;
        return tooMany ? Math.max(1, (MINUTE_MILLIS - nowMillis % MINUTE_MILLIS + 999) / 1000) : 0;
    }

    synchronized void failed(String source, String person, long nowMillis) {
        sources.count(network(source), nowMillis);
        people.count(person, nowMillis);
    }

    private static String network(String source) {
        try {
            // An address, as the server gives it: nobody is asked for a name.
            InetAddress address = InetAddress.getByName(source);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                    : source;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an address: " + source, e);
        }
    }

    private record Counter(long minute, int failures) {}

    private static final class Counters {
        private final Map<String, Counter> counters = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Counter> eldest) {
                return size() > COUNTERS_MAX;
            }
        };

        int of(String name, long nowMillis) {
            Counter counter = counters.get(name);
            return counter == null || counter.minute() != nowMillis / MINUTE_MILLIS ? 0 : counter.failures();
        }

        void count(String name, long nowMillis) {
            int failures = of(name, nowMillis) + 1;
            counters.remove(name);
            counters.put(name, new Counter(nowMillis / MINUTE_MILLIS, failures));
        }
    }
}
