package dev.tollgate.admin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("data").resolve("admin-token");
    }

    private AdminToken token(String given) {
        return AdminToken.of(given, folder.resolve("data"));
    }

    @Test
    void shouldBeTheOneThatIsGiven() {
        AdminToken token = token(" a-token-that-is-given ");

        assertThat(token.matches("a-token-that-is-given")).isTrue();
        assertThat(token.matches("a-token-that-is-giveN")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(token.isGiven()).isTrue();
        assertThat(file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void shouldBeMadeOnceWhereNoneIsGiven(String given) throws IOException {
        AdminToken first = token(given);
        String made = Files.readString(file()).strip();
        AdminToken second = token(given);

        assertThat(made).hasSizeGreaterThanOrEqualTo(43);
        assertThat(first.matches(made)).isTrue();
        assertThat(second.matches(made)).isTrue();
        assertThat(second.isGiven()).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseOneThatIsTooShort() {
        assertThatThrownBy(() -> token("short"))
                .hasMessage("TOLLGATE_ADMIN_TOKEN must have 16 characters or more.")
                .message()
                .doesNotContain("short\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short"})
    void shouldNotOpenTheApiWithAFileThatHoldsNone(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);

        assertThatThrownBy(() -> token(""))
                .hasMessageContaining("holds no admin token")
                .hasMessageContaining("Remove it");
    }

    @Test
    void shouldSayWhereItCannotBeKept() throws IOException {
        Files.writeString(folder.resolve("data"), "a file where a folder should be");

        assertThatThrownBy(() -> token("")).hasMessageContaining("The admin token cannot be kept in");
    }
}
