package dev.tollgate.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Sightings sightings = new Sightings();

    @Test
    void shouldSeeWhatIsAwaitedOnceEnoughIsTold() {
        sightings.await("key_1", 5);
        sightings.await("key_1", 7);
        sightings.await("key_2", 1);

        sightings.told("key_1", 4);
        sightings.told("key_2", 3);
        sightings.told("key_3", 9);
        assertThat(sightings.isDone()).isFalse();
        sightings.told("key_1", 6);
        assertThat(sightings.isDone()).isFalse();
        sightings.told("key_1", 7);

        assertThat(sightings.isDone()).isTrue();
    }

    @Test
    void shouldTakeTheTimeBelowWhichAllButOneInAHundredAre() {
        for (int millis = 1; millis <= 200; millis++) {
            sightings.seen(millis * 1_000_000L);
        }

        assertThat(sightings.takeP99Millis()).isEqualTo(198);
    }
}
