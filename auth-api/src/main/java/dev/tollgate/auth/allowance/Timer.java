package dev.tollgate.auth.allowance;

/** Does things later. */
public interface Timer {
    /** Runs {@code task} in {@code delayMs}, unless the alarm is cancelled before. The task must be quick. */
    Alarm after(long delayMs, Runnable task);

    /** Something that will be done. */
    interface Alarm {
        /** Makes it not be done, if it has not been. */
        void cancel();
    }
}
