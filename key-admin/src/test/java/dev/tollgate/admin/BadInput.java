package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** What makes no sense is told so, and changes nothing. */
abstract class BadInput {
    static final String ACCOUNT = AdminSystem.shared().http().account("enterprise");
    static final String KEY = AdminSystem.shared().http().key(ACCOUNT).text("id");
    static final String ACCOUNTS = "/api/v1/accounts";
    static final String KEYS = ACCOUNTS + "/" + ACCOUNT + "/keys";

    final AdminClient http = AdminSystem.shared().http();
    private List<JsonNode> before = List.of();

    @BeforeEach
    void remember() {
        before = everything();
    }

    @AfterEach
    void shouldHaveChangedNothing() {
        assertThat(everything()).isEqualTo(before);
        assertThat(CapturedLog.text()).doesNotContain("nobody has thought of");
    }

    private List<JsonNode> everything() {
        return List.of(
                http.get(ACCOUNTS + "/" + ACCOUNT).json(),
                http.get(KEYS).json(),
                http.get("/api/v1/plans").json());
    }
}
