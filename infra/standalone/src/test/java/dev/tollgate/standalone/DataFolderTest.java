package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.embedded.FolderLock;
import dev.tollgate.embedded.ServerStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path parent;

    private Path path = Path.of("");
    private DataFolder folder = new DataFolder(path);

    @BeforeEach
    void name() {
        path = parent.resolve("data");
        folder = new DataFolder(path);
    }

    @Test
    void shouldBeForItsOwnerOnly() throws Exception {
        folder.claim(false).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldRefuseASecondClaimUntilTheFirstIsGivenUp() throws Exception {
        // Given
        FolderLock first = folder.claim(false);

        // When, Then
        assertThatThrownBy(() -> folder.claim(false))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("already runs on the data in " + path);
        first.close();
        folder.claim(false).close();
    }

    @Test
    void shouldEmptyAFolderOfItsOwnAndKeepThePrograms() throws Exception {
        // Given
        folder.claim(false).close();
        Files.createDirectories(folder.broker().resolve("request-events-0"));
        Files.writeString(folder.demoKeys(), "free.key=old");
        Files.createDirectories(folder.programs().resolve("postgresql-18"));

        // When
        folder.claim(true).close();

        // Then
        assertThat(folder.broker()).doesNotExist();
        assertThat(folder.demoKeys()).doesNotExist();
        assertThat(folder.programs().resolve("postgresql-18")).exists();
    }

    @Test
    void shouldNotFollowALinkOutOfTheFolderItEmpties() throws Exception {
        // Given
        folder.claim(false).close();
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("letter"), "dear");
        Files.createSymbolicLink(path.resolve("kafka"), elsewhere);

        // When
        folder.claim(true).close();

        // Then
        assertThat(elsewhere.resolve("letter")).exists();
        assertThat(path.resolve("kafka")).doesNotExist();
    }

    @Test
    void shouldNeverEmptyAFolderThatHeldOtherThingsBefore() throws Exception {
        // Given
        Files.createDirectory(path);
        Path letter = Files.writeString(path.resolve("letter"), "dear");
        folder.claim(false).close();

        // When, Then
        assertThatThrownBy(() -> folder.claim(true))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("--fresh deletes nothing in " + path);
        assertThat(letter).exists();
    }

    @Test
    void shouldNotEmptyAFolderThatIsInUse() throws Exception {
        // Given
        try (FolderLock first = folder.claim(false)) {
            assertThat(first).isNotNull();
            Files.writeString(folder.demoKeys(), "free.key=mine");

            // When, Then
            assertThatThrownBy(() -> folder.claim(true)).hasMessageContaining("already runs");
            assertThat(folder.demoKeys()).exists();
        }
    }

    @Test
    void shouldSayWhereItCannotWrite() throws Exception {
        // Given: even root cannot make a folder in a file
        Path file = Files.writeString(parent.resolve("file"), "");

        // When, Then
        assertThatThrownBy(() -> new DataFolder(file.resolve("data")).claim(false))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("cannot write to its folder " + file.resolve("data"))
                .hasMessageContaining("TOLLGATE_DATA_DIR");
        assertThatThrownBy(() -> new DataFolder(file).claim(false))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("cannot write to its folder " + file);
    }
}
