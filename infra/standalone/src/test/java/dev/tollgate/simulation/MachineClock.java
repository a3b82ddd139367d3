package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.GateClock;

/** The clocks of one machine: the wall clock can be set, and the monotonic one stands still while the machine sleeps. */
final class MachineClock implements GateClock {
    private final EventLoop loop;
    private long wallMillis;
    private long sleptMicros;

    MachineClock(EventLoop loop, long wallMillis) {
        this.loop = loop;
        this.wallMillis = wallMillis;
    }

    void set(long byMillis) {
        wallMillis += byMillis;
    }

    void sleep(long micros) {
        sleptMicros += micros;
    }

    @Override
    public long millis() {
        return wallMillis + loop.nowMicros() / 1_000;
    }

    @Override
    public long nanos() {
        return (loop.nowMicros() - sleptMicros) * 1_000;
    }
}
