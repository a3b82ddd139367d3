package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceIdTest {
    @TempDir
    private Path folder;

    @Test
    void shouldStayWithItsFolder() throws IOException {
        String id = InstanceId.in(folder.resolve("one"));

        assertThat(InstanceId.in(folder.resolve("one"))).isEqualTo(id);
        assertThat(InstanceId.in(folder.resolve("another"))).isNotEqualTo(id);
        try (var files = Files.list(folder.resolve("one"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void shouldNotGoByADamagedFile() throws IOException {
        Path file = Files.createFile(folder.resolve("instance-id"));

        assertThatThrownBy(() -> InstanceId.in(folder)).hasMessageContaining(file + " is damaged. Delete it");
    }

    @Test
    void shouldSayWhichFolderCannotBeUsed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> InstanceId.in(file.resolve("folder")))
                .hasMessageStartingWith("The folder " + file.resolve("folder") + " cannot be used");
    }
}
