package dev.tollgate.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** The product logs each lapse; in thousands of schedules full of trouble nobody would read that. */
final class WithoutLog implements BeforeAllCallback, AfterAllCallback {
    private static final Logger TOLLGATE = (Logger) LoggerFactory.getLogger("dev.tollgate");

    @Override
    public void beforeAll(ExtensionContext context) {
        TOLLGATE.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TOLLGATE.setLevel(null);
    }
}
