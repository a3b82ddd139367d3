package dev.tollgate.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.KeyFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyScannerTest {
    @TempDir
    Path folder;

    private final String key = new KeyFormat("tg", new SecureRandom()).generate();
    private final List<FoundKey> found = new ArrayList<>();
    private final List<Path> unreadable = new ArrayList<>();
    private final KeyScanner scanner = new KeyScanner("tg", found::add, (path, e) -> unreadable.add(path));

    private Path file(String name, String text, Charset charset) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text, charset);
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text, StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayWhereKeysAreInTheOrderOfNamesAndLines() throws IOException {
        // Given
        Path second = file("b/settings.yml", "\u00e9\n" + key + "\n\n\r\nkey: " + key + "\n");
        Path first = file("a", key);
        file("c", "nothing\n");

        // When
        scanner.scan(folder);

        // Then
        String prefix = key.substring(0, 8);
        String last = key.substring(key.length() - 4);
        assertThat(found)
                .containsExactly(
                        new FoundKey(first, 1, prefix, last),
                        new FoundKey(second, 2, prefix, last),
                        new FoundKey(second, 5, prefix, last));
        assertThat(unreadable).isEmpty();
    }

    @Test
    void shouldReadAFileThatIsNamed() throws IOException {
        scanner.scan(file("key.txt", key));

        assertThat(found).hasSize(1);
    }

    @Test
    void shouldFindKeysInFilesThatAreNoText() throws IOException {
        Files.write(
                folder.resolve("program"),
                ("\0\u0001abc\0" + key + "\0\u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1));

        scanner.scan(folder);

        assertThat(found).hasSize(1);
    }

    @Test
    void shouldFindKeysInUtf16OfEitherOrder() throws IOException {
        file("big", "\ufeffkey\n= " + key, StandardCharsets.UTF_16BE);
        file("little", "\ufeffkey\n= " + key, StandardCharsets.UTF_16LE);

        scanner.scan(folder);

        assertThat(found).extracting(FoundKey::line).containsExactly(2L, 2L);
    }

    @Test
    void shouldFollowNoLinkAndLeaveGitsObjectsOut() throws IOException {
        // Given
        Path elsewhere = file("elsewhere/key.txt", key);
        Path searched = Files.createDirectories(folder.resolve("searched"));
        Files.createSymbolicLink(searched.resolve("file"), elsewhere);
        Files.createSymbolicLink(searched.resolve("folder"), folder);
        file("searched/.git/objects/00", key);
        Path readable = file("searched/.git/config", key);

        // When
        scanner.scan(searched);

        // Then
        assertThat(found).extracting(FoundKey::file).containsExactly(readable);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void shouldFindKeysWhereverInALargeFileTheyLie() throws IOException {
        int part = 1 << 16;
        file("large", "\n".repeat(part - 30) + key + " ".repeat(2 * part) + "\n" + key);

        scanner.scan(folder);

        assertThat(found).extracting(FoundKey::line).containsExactly(part - 29L, part - 28L);
    }

    @Test
    void shouldGoOnWhereSomethingCannotBeRead() throws IOException {
        // Given
        Path missing = folder.resolve("missing");
        Path there = file("there", key);

        // When
        scanner.scan(missing);
        scanner.scan(there);

        // Then
        assertThat(unreadable).containsExactly(missing);
        assertThat(found).hasSize(1);
    }

    @Test
    void shouldNotTakeAPrefixThatNoKeyHas() {
        assertThatThrownBy(() -> new KeyScanner("t-g", key -> {}, (path, e) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("letters and digits");
    }
}
