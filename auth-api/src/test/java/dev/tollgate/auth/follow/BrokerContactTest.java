package dev.tollgate.auth.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerContactTest {
    private static final long SILENCE = BrokerContact.SILENCE_MAX.toMillis();

    private final BrokerContact contact = new BrokerContact("some-topic", 0);

    @Test
    void shouldNoticeWhenAnswersStopAndComeAgain() {
        assertThat(contact.answers(1, 100)).isTrue();
        assertThat(contact.answers(1, 200)).isFalse();
        assertThat(contact.isAway()).isFalse();

        contact.answers(1, 101 + SILENCE);
        assertThat(contact.isAway()).isTrue();

        assertThat(contact.answers(2, 102 + SILENCE)).isTrue();
        assertThat(contact.isAway()).isFalse();
    }

    @Test
    void shouldCountAnewForAnotherConsumer() {
        contact.answers(50, 100);
        contact.lost("gone");
        contact.consumerReplaced();

        assertThat(contact.answers(0, 200)).isFalse();
        assertThat(contact.isAway()).isTrue();
        assertThat(contact.answers(1, 300)).isTrue();
        assertThat(contact.isAway()).isFalse();
    }
}
