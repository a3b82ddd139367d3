package dev.tollgate.auth.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts invalid keys per client address and minute, to slow down those who guess.
 *
 * <p>A count-min sketch of two rows: memory is bounded whatever addresses come, nobody can be pushed out of it, and no
 * lock is taken. Two addresses can share a counter in one row, seldom in both; an address can so be counted too high,
 * never too low, and it is only ever invalid keys that are refused. IPv6 clients own whole networks, so /64 counts as
 * one address.
 */
public final class GuessThrottle {
    private static final int SLOTS = 1 << 15;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final long COUNT_MASK = 0xffff_ffffL;

    private final long limit;
    private final long seed;
    // Each slot: the minute in the upper half, the count in the lower.
    private final AtomicLongArray first = new AtomicLongArray(SLOTS);
    private final AtomicLongArray second = new AtomicLongArray(SLOTS);

    /**
     * @param limit invalid keys a minute that are let be
     * @param seed makes it impossible to aim at another address' counters; random, but in tests
     */
    public GuessThrottle(long limit, long seed) {
        this.limit = limit;
        this.seed = seed;
    }

    /** Counts one invalid key; true if it is one too many. */
    boolean isOneTooMany(InetAddress source, long nowMs) {
        long minute = nowMs / MINUTE_MILLIS;
        long hash = hash(source);
        long a = count(first, (int) (hash & (SLOTS - 1)), minute);
        long b = count(second, (int) (hash >>> 32 & (SLOTS - 1)), minute);
        return Math.min(a, b) > limit;
    }

    /** Whether one more from there is one too many. Counts nothing. */
    public boolean isFull(InetAddress source, long nowMs) {
        long minute = nowMs / MINUTE_MILLIS;
        long hash = hash(source);
        long a = counted(first, (int) (hash & (SLOTS - 1)), minute);
        long b = counted(second, (int) (hash >>> 32 & (SLOTS - 1)), minute);
        return Math.min(a, b) >= limit;
    }

    private static long counted(AtomicLongArray counters, int slot, long minute) {
        long value = counters.get(slot);
        return value >>> 32 == minute ? value & COUNT_MASK : 0;
    }

    /** Seconds until the minute is over, 1 or more. */
    static long secondsToRetry(long nowMs) {
        return Math.max(1, (MINUTE_MILLIS - nowMs % MINUTE_MILLIS + 999) / 1000);
    }

    private static long count(AtomicLongArray counters, int slot, long minute) {
        long now = counters.updateAndGet(slot, value -> {
            boolean sameMinute = value >>> 32 == minute;
            boolean full = (value & COUNT_MASK) == COUNT_MASK;
            if (!sameMinute) {
                return minute << 32 | 1;
            }
            return full ? value : value + 1;
        });
        return now & COUNT_MASK;
    }

    private long hash(InetAddress source) {
        byte[] bytes = source.getAddress();
        if (source instanceof Inet6Address) {
            bytes = Arrays.copyOf(bytes, IPV6_NETWORK_BYTES);
        }
        long hash = seed;
        for (byte b : bytes) {
            hash = mix(hash ^ (b & 0xff));
        }
        return hash;
    }

    /** The finaliser of SplitMix64: every bit of the input changes half of the output's. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
