package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class ConsoleFilterTest {
    private final ConsoleFilter filter = new ConsoleFilter();

    @Test
    void shouldLetWarningsPassAndHoldBackTheRest() {
        assertThat(reply("dev.tollgate.auth.Gate", Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(reply("org.springframework.boot.Boot", Level.ERROR)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(reply("dev.tollgate.auth.Gate", Level.INFO)).isEqualTo(FilterReply.DENY);
    }

    @Test
    void shouldLetOnlyErrorsOfKafkaPass() {
        assertThat(reply("org.apache.kafka.clients.Metadata", Level.WARN)).isEqualTo(FilterReply.DENY);
        assertThat(reply("kafka.server.BrokerServer", Level.WARN)).isEqualTo(FilterReply.DENY);
        assertThat(reply("kafka.server.BrokerServer", Level.ERROR)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldKeepBackWhatKafkaStreamsSetsRightAfterAKill() {
        assertThat(reply("org.apache.kafka.streams.processor.internals.TaskManager", Level.ERROR))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void shouldLetAllPassWhereAllIsAskedFor() {
        filter.setMode("verbose");

        assertThat(reply("org.apache.kafka.clients.Metadata", Level.INFO)).isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply reply(String logger, Level level) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(level);
        return filter.decide(event);
    }
}
