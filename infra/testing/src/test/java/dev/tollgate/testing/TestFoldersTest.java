package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFoldersTest {
    @TempDir
    Path root;

    @Test
    void shouldClearFoldersOfDeadProcessesOnly() throws Exception {
        // Given
        Process living = new ProcessBuilder("sleep", "600").start();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        try {
            Path kept = Files.createDirectory(root.resolve("process-" + living.pid()));
            Path cleared = Files.createDirectories(root.resolve("process-" + dead.pid() + "/kafka"));
            Path stranger = Files.createDirectory(root.resolve("programs"));

            // When
            TestFolders.in(root).clearOfTheDead();

            // Then
            assertThat(kept).exists();
            assertThat(stranger).exists();
            assertThat(cleared.getParent()).doesNotExist();
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void shouldNameTheFolderForTheProcess() throws Exception {
        assertThat(TestFolders.in(root).ofThisProcess())
                .isEqualTo(root.resolve("process-" + ProcessHandle.current().pid()))
                .isDirectory();
    }
}
