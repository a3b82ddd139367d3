package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<Part> stopped = new CopyOnWriteArrayList<>();

    @Test
    void shouldStopInOrderWhateverTheOrderOfTheStarts() {
        // Given
        Parts parts = new Parts(LONG);
        for (Part part : List.of(Part.DATABASE, Part.AUTH_API, Part.BROKER, Part.KEY_ADMIN, Part.METERING)) {
            parts.start(part, () -> stopping(part)).join();
        }

        // When
        parts.close();

        // Then
        assertThat(stopped).containsExactly(Part.AUTH_API, Part.METERING, Part.KEY_ADMIN, Part.BROKER, Part.DATABASE);
    }

    @Test
    void shouldWaitForAPartThatIsJustStartingAndStopIt() throws Exception {
        // Given
        Parts parts = new Parts(LONG);
        CountDownLatch mayStart = new CountDownLatch(1);
        var unused = parts.start(Part.BROKER, () -> {
            mayStart.await();
            return stopping(Part.BROKER);
        });

        // When
        CompletableFuture<Void> closing = CompletableFuture.runAsync(parts::close);
        mayStart.countDown();

        // Then
        closing.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(stopped).containsExactly(Part.BROKER);
    }

    @Test
    void shouldStartNothingOnceItHasBeenToldToStop() {
        // Given
        Parts parts = new Parts(LONG);
        parts.close();

        // When
        var late = parts.start(Part.BROKER, () -> stopping(Part.BROKER));

        // Then
        assertThat(late).isCompletedExceptionally();
        assertThat(parts.isClosing()).isTrue();
    }

    @Test
    void shouldGoOnWhereAPartDoesNotStop() {
        // Given
        Parts parts = new Parts(Duration.ofMillis(50));
        CountDownLatch never = new CountDownLatch(1);
        parts.start(Part.BROKER, () -> (AutoCloseable) never::await).join();
        parts.start(Part.DATABASE, () -> stopping(Part.DATABASE)).join();

        // When
        parts.close();

        // Then: it was told to stop, if perhaps not given the time to do so
        await().untilAsserted(() -> assertThat(stopped).containsExactly(Part.DATABASE));
    }

    @Test
    void shouldGoOnWhereAPartFailsToStopOrNeverStarted() {
        // Given
        Parts parts = new Parts(LONG);
        var failed = parts.start(Part.METERING, () -> {
            throw new IllegalStateException("no start");
        });
        assertThatThrownBy(failed::join).hasRootCauseMessage("no start");
        parts.start(Part.BROKER, () -> (AutoCloseable) () -> {
                    throw new IllegalStateException("no stop");
                })
                .join();
        parts.start(Part.DATABASE, () -> stopping(Part.DATABASE)).join();

        // When
        parts.close();

        // Then
        assertThat(stopped).containsExactly(Part.DATABASE);
    }

    private AutoCloseable stopping(Part part) {
        return () -> stopped.add(part);
    }
}
