package dev.tollgate.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class SentenceTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static String sentence(String type, String data) {
        return Sentence.of(JSON.readTree("{\"type\": \"" + type + "\", \"data\": " + data.replace('\'', '"') + "}"));
    }

    @Test
    void shouldSayWhatHappened() {
        assertThat(sentence(
                        "quota.reached",
                        "{'account_id': 'acc_1', 'key_id': null, 'percent': 80, 'used': 8500, 'daily_limit': 10000}"))
                .isEqualTo("80 % of today's quota is used: 8,500 of 10,000 requests (acc_1).");
        assertThat(sentence(
                        "key.unusual",
                        "{'key_id': 'key_1', 'account_id': 'acc_1', 'hour': '2026-11-28T09:00:00Z',"
                                + " 'requests': 900, 'usual': 20}"))
                .isEqualTo(
                        "A key is used as it never was: 900 requests in the hour from 2026-11-28T09:00:00Z, where 20 are usual"
                                + " (key_1, acc_1).");
        assertThat(sentence(
                        "invoice.finalised",
                        "{'number': 17, 'account_id': 'acc_1', 'currency': 'EUR', 'total': '35.84'}"))
                .isEqualTo("Invoice 17 is made: EUR 35.84 (acc_1).");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void shouldHaveWordsForAllThatHappens(EventType type) {
        assertThat(sentence(type.word(), "{}")).isNotBlank().doesNotContain("Something happened");
    }
}
