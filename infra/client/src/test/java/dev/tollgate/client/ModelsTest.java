package dev.tollgate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/** What the generator was told, seen in what it made. */
class ModelsTest {
    private final ObjectMapper json = ApiClient.createDefaultObjectMapper();

    @Test
    void shouldSendNothingOfWhatIsNotSaid() {
        assertThat(json.writeValueAsString(new KeyChange().name("Server"))).isEqualTo("{\"name\":\"Server\"}");
        assertThat(json.writeValueAsString(new AccountChange())).isEqualTo("{}");
    }

    @Test
    void shouldSendWhatIsTakenAway() {
        assertThat(json.writeValueAsString(new KeyChange().expiresAt(null).scopes(List.of())))
                .isEqualTo("{\"scopes\":[],\"expires_at\":null}");
    }

    @Test
    void shouldReadAKeyWithAllThatIsKnownOfIt() {
        MadeKey key = json.readValue(
                "{\"id\":\"key_1\",\"environment\":\"test\",\"daily_limit\":null,\"usage_count\":3,\"key\":\"tg\","
                        + "\"created_at\":\"2026-11-25T09:31:00.456Z\",\"of_a_later_version\":1}",
                MadeKey.class);

        assertThat(key.getId()).isEqualTo("key_1");
        assertThat(key.getEnvironment()).isEqualTo(Environment.TEST);
        assertThat(key.getDailyLimit()).isNull();
        assertThat(key.getUsageCount()).isEqualTo(3);
        assertThat(key.getCreatedAt()).hasToString("2026-11-25T09:31:00.456Z");
    }

    @Test
    void shouldShowNoSecretInALog() {
        String secret = "a-secret";

        assertThat(List.of(
                                new MadeKey().key(secret),
                                new MadeToken().token(secret),
                                new InvitedUser().invitation(secret),
                                new SignIn().password(secret),
                                new Redemption().invitation(secret).password(secret),
                                new PasswordChange().currentPassword(secret).newPassword(secret),
                                new LeakFind().token(secret))
                        .toString())
                .doesNotContain(secret)
                .contains("class MadeKey");
    }
}
