package dev.tollgate.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What came of a command.
 *
 * @param output its result
 * @param remarks what a pipe does not get
 */
record Typed(int status, String output, String remarks) {
    static Typed command(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream remarks = new ByteArrayOutputStream();
        int status = CliApplication.run(List.of(arguments), environment, output, remarks);
        return new Typed(status, output.toString(StandardCharsets.UTF_8), remarks.toString(StandardCharsets.UTF_8));
    }
}
