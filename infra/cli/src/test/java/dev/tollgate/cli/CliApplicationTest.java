package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.KeyFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no running Tollgate. */
class CliApplicationTest {
    @TempDir
    Path folder;

    private final String key = new KeyFormat("tg", new SecureRandom()).generate();

    private static Typed typed(String... arguments) {
        return Typed.command(Map.of(), arguments);
    }

    private static String completed(Path script, String words, int which) throws Exception {
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + which
                                // compopt complains where no person completes.
                                + "; _complete_tollgate 2>/dev/null; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void shouldPrintTheFileTheLineAndTheEndsOfEachKey() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("settings"), "a\nkey=" + key + "\n");

        // When
        Typed typed = typed("scan", folder.toString());

        // Then
        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.output())
                .isEqualTo(file + ":2: " + key.substring(0, 8) + "\u2026" + key.substring(key.length() - 4) + "\n");
        assertThat(typed.remarks()).startsWith("1 key: ");
    }

    @Test
    void shouldPrintKeysAsJson() throws IOException {
        Files.writeString(folder.resolve("settings"), key);

        Typed typed = typed("scan", "--json", folder.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.output()).contains("\"line\" : 1").doesNotContain(key);
        assertThat(typed.remarks()).isEmpty();
    }

    @Test
    void shouldSayNothingWhereThereIsNoKey() {
        assertThat(typed("scan", folder.toString())).isEqualTo(new Typed(0, "", ""));
    }

    @Test
    void shouldNotTakeWhatItCannotReadForClean() {
        Path missing = folder.resolve("missing");

        assertThat(typed("scan", folder.toString(), missing.toString()))
                .isEqualTo(new Typed(2, "", "tollgate: " + missing + " is left out: it is not there.\n"));
    }

    @Test
    void shouldLookForTheKeysOfThisTollgate() throws IOException {
        Files.writeString(folder.resolve("settings"), new KeyFormat("acme", new SecureRandom()).generate());

        assertThat(typed("scan", folder.toString()).status()).isZero();
        assertThat(Typed.command(Map.of("TOLLGATE_KEY_PREFIX", "acme"), "scan", folder.toString())
                        .status())
                .isEqualTo(1);
    }

    @Test
    void shouldNotSayOfWhatItDidNotReadThatThereAreKeys() {
        Typed typed = Typed.command(Map.of("TOLLGATE_KEY_PREFIX", "-"), "scan", folder.toString());

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.remarks())
                .startsWith("tollgate: Correct TOLLGATE_KEY_PREFIX. ")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatAResultIsLost() throws IOException {
        Files.writeString(folder.resolve("settings"), key);
        OutputStream remarks = new ByteArrayOutputStream();

        assertThat(status("No space left on device", remarks, "scan", folder.toString()))
                .isEqualTo(3);
        assertThat(remarks.toString()).contains("tollgate: The result could not be written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan", "scan --json", "completion bash", "--help"})
    void shouldEndQuietlyWhereTheReaderHasEnough(String words) throws IOException {
        Files.writeString(folder.resolve("settings"), key);
        OutputStream remarks = new ByteArrayOutputStream();
        String all = words.startsWith("scan") ? words + " " + folder : words;

        assertThat(status("Broken pipe", remarks, all.split(" "))).isEqualTo(141);
        assertThat(remarks.toString()).doesNotContain("could not be written");
    }

    /** How a command ends whose result cannot be written. */
    private static int status(String reason, OutputStream remarks, String... arguments) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int next) throws IOException {
                throw new IOException(reason);
            }
        };
        return CliApplication.run(List.of(arguments), Map.of(), broken, remarks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "keys create",
                "keys rotate key_1",
                "keys rotate key_1 --grace soon",
                "keys show",
                "scan",
                "accounts create --name x",
                "keys create acc_1 --name x --daily-limit many",
                "nonsense",
                "plans list --nonsense",
                "completion fish"
            })
    void shouldSayInOneLineWhatItDoesNotUnderstand(String words) {
        Typed typed = typed(words.isEmpty() ? new String[0] : words.split(" "));

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.output()).isEmpty();
        assertThat(typed.remarks())
                .startsWith("tollgate: ")
                .endsWith(" --help says more.\n")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "keys --help", "keys create --help", "scan -h", "accounts list --help"})
    void shouldExplainItself(String words) {
        Typed typed = typed(words.split(" "));

        assertThat(typed.status()).isZero();
        assertThat(typed.output()).startsWith("Usage: tollgate");
        assertThat(typed.remarks()).isEmpty();
    }

    @Test
    void shouldCompleteCommandsAndOptions() throws Exception {
        // Given
        Path script = Files.writeString(
                folder.resolve("completion"), typed("completion", "bash").output());

        // Then
        assertThat(completed(script, "tollgate ''", 1))
                .contains("accounts", "keys", "plans", "reconcile", "scan", "completion", "up", "chaos");
        assertThat(completed(script, "tollgate keys ro", 2)).isEqualTo("rotate\n");
        assertThat(completed(script, "tollgate keys create --da", 3)).isEqualTo("--daily-limit\n");
        assertThat(completed(script, "tollgate up --f", 2)).isEqualTo("--fresh\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "key_1/../key_2", "key_1?x=y", "a key", "\u00e9", "a\u001bb"})
    void shouldNotAskForWhatIsNoId(String id) {
        Typed typed = Typed.command(Map.of("TOLLGATE_ADMIN_TOKEN", "a-token"), "keys", "show", id);

        assertThat(typed)
                .isEqualTo(new Typed(
                        1,
                        "",
                        "tollgate: \"" + Output.printable(id) + "\" is no id: tollgate keys list shows them.\n"));
    }

    @Test
    void shouldSayThatThereIsNoToken() {
        Typed typed = Typed.command(Map.of("TOLLGATE_DATA_DIR", folder.toString()), "plans", "list");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.remarks())
                .startsWith("tollgate: There is no admin token in " + folder.resolve("admin-token"))
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatNothingAnswers() {
        // The port is reserved, and nothing listens there.
        Typed typed = Typed.command(
                Map.of("TOLLGATE_ADMIN_TOKEN", "a-token-that-nobody-sees", "KEY_ADMIN_PORT", "1"), "plans", "list");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.remarks())
                .startsWith("tollgate: Nothing answers at http://127.0.0.1:1: start Tollgate with ./tollgate up")
                .hasLineCount(1);
    }

    @Test
    void shouldNotPassOnATokenThatIsNone() {
        for (String token : List.of("two words", "two\r\nlines", "\u00e9")) {
            Typed typed = Typed.command(Map.of("TOLLGATE_ADMIN_TOKEN", token), "plans", "list");

            assertThat(typed.status()).isEqualTo(1);
            assertThat(typed.remarks()).contains("set TOLLGATE_ADMIN_TOKEN").doesNotContain(token);
        }
    }
}
