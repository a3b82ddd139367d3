package dev.tollgate.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
        StringWriter output = new StringWriter();
        StringWriter remarks = new StringWriter();
        int status = CliApplication.run(
                List.of(arguments), environment, new PrintWriter(output, true), new PrintWriter(remarks, true));
        return new Typed(status, output.toString(), remarks.toString());
    }
}
