package dev.tollgate.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of the whole process: all of it in a file, and on the console what a person should see. */
final class Logs {
    private static final String CONFIGURATION = "standalone-logback.xml";

    private Logs() {}

    /**
     * Keeps Spring Boot from setting up logging, which each of the three applications would do anew, and is quiet until it
     * is known where the file goes.
     */
    static void takeOverFromSpring() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.ERROR);
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    /**
     * Opens the log.
     *
     * @param folder for the file and its predecessors
     * @param verbose whether the console shows all of it, and all of it tells more of Kafka
     */
    static void configure(Path folder, boolean verbose) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.putProperty("LOGS", folder.toString());
        context.putProperty("CONSOLE", verbose ? "verbose" : "brief");
        context.putProperty("KAFKA_LEVEL", verbose ? "INFO" : "WARN");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL configuration = Objects.requireNonNull(Logs.class.getResource(CONFIGURATION), CONFIGURATION);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("The configuration of the log is broken.", e);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
