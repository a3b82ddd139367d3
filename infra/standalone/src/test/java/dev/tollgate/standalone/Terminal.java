package dev.tollgate.standalone;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;

/** A shell that a reader of a page would paste its lines into; variables live from one paste to the next. */
final class Terminal implements AutoCloseable {
    private static final String PROMPT = "--- ready for the next lines ---";

    private final Process shell;
    private final BufferedWriter input;
    private final BufferedReader output;

    private Terminal(Process shell) {
        this.shell = shell;
        input = new BufferedWriter(new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8));
        output = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Opens one in a folder. */
    static Terminal in(Path folder) throws IOException {
        return new Terminal(new ProcessBuilder("bash")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Pastes lines and returns what they printed, errors too. */
    String paste(String lines) throws IOException {
        input.write(lines + "\necho; echo '" + PROMPT + "'\n");
        input.flush();
        StringJoiner printed = new StringJoiner("\n");
        for (String line = output.readLine(); !PROMPT.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new EOFException("The shell has ended after: " + printed);
            }
            printed.add(line);
        }
        return printed.toString();
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
