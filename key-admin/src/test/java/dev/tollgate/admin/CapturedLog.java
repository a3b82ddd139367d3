package dev.tollgate.admin;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps all that is logged in this process. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> {
    private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

    /** All of it, from the first line on. */
    static String text() {
        return String.join("\n", LINES);
    }

    @Override
    protected void append(ILoggingEvent event) {
        LINES.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + "\n"
                + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
}
