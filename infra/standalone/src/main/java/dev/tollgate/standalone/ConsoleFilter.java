package dev.tollgate.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Lets to the console what a person should act on: warnings of Tollgate and its frameworks, and errors of all. Kafka warns
 * of much that it then sets right by itself; the file has it. What Kafka Streams cannot set right reaches metering-streams,
 * which says so itself. Why an application could not start is said in one sentence at the end; the file has the rest.
 */
public final class ConsoleFilter extends Filter<ILoggingEvent> {
    private static final List<String> START_FAILURES = List.of(
            "org.springframework.boot.SpringApplication",
            "org.springframework.boot.diagnostics.",
            "org.springframework.boot.jetty.",
            "org.springframework.boot.tomcat.",
            "org.springframework.boot.web.server.",
            "org.apache.catalina.loader.");

    private boolean verbose;

    /** What the configuration asks for: {@code verbose} lets everything pass. */
    public void setMode(String mode) {
        verbose = mode.equals("verbose");
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return verbose || event.getLevel().isGreaterOrEqual(threshold(event.getLoggerName()))
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }

    private static Level threshold(String logger) {
        if (logger.startsWith("org.apache.kafka.streams.processor.internals.")
                || START_FAILURES.stream().anyMatch(logger::startsWith)) {
            return Level.OFF;
        }
        return logger.startsWith("org.apache.kafka.") || logger.startsWith("kafka.") ? Level.ERROR : Level.WARN;
    }
}
