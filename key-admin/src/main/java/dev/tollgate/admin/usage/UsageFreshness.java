package dev.tollgate.admin.usage;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.stereotype.Component;

/** Up to when the read model is complete: the last moment at which nothing was left to read. */
@Component
final class UsageFreshness {
    private final Clock clock;
    private final AtomicReference<@Nullable Instant> completeAt = new AtomicReference<>();

    UsageFreshness(Clock clock) {
        this.clock = clock;
    }

    /** A poll has been written. */
    void polled(Consumer<?, ?> consumer) {
        Instant now = clock.instant();
        boolean nothingLeft = consumer.assignment().stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0);
        if (nothingLeft) {
            completeAt.set(now);
        }
    }

    @EventListener
    void idle(ListenerContainerIdleEvent idle) {
        completeAt.set(clock.instant());
    }

    /** Null if the end of the topic has not been reached since the start. */
    @Nullable
    Instant completeAt() {
        return completeAt.get();
    }
}
