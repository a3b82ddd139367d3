package dev.tollgate.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line: {@code tollgate accounts}, {@code keys}, {@code plans}, {@code reconcile}, {@code scan} and {@code completion}. */
public final class CliApplication {
    private static final int NOT_UNDERSTOOD = 2;
    private static final int LOST = 3;

    /** As of all whom the signal SIGPIPE ends. */
    private static final int READER_GONE = 128 + 13;

    private CliApplication() {}

    /** Ends the process with the command's status. */
    public static void main(String[] arguments) {
        System.exit(run(
                List.of(arguments),
                System.getenv(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err)));
    }

    /**
     * Carries out a command. Its words are always UTF-8: what a platform takes for the terminal's own charset is a guess where
     * there is a pipe.
     *
     * @param results where its result goes
     * @param remarks where errors go, and what is no result
     * @return 0 if it was done, 1 if it failed, 2 if it was not understood, 3 if the result was lost; scan has its own
     */
    static int run(
            List<String> arguments, Map<String, String> environment, OutputStream results, OutputStream remarks) {
        ResultStream stream = new ResultStream(results);
        PrintWriter resultWriter = new PrintWriter(stream, true, StandardCharsets.UTF_8);
        PrintWriter remarkWriter = new PrintWriter(remarks, true, StandardCharsets.UTF_8);
        Output output = new Output(resultWriter, remarkWriter);
        int status = commandLine(environment, output)
                .setOut(resultWriter)
                .setErr(remarkWriter)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, output))
                .setParameterExceptionHandler((wrong, typed) -> misunderstood(wrong, output))
                .execute(arguments.toArray(String[]::new));
        if (output.isWhole()) {
            return status;
        }
        if (stream.isReaderGone()) {
            return READER_GONE;
        }
        output.remark("tollgate: The result could not be written to where it should go, and is lost.");
        return LOST;
    }

    /** For scan, 1 would say that it has found something: it has a status of its own for this. */
    private static int failed(Exception failure, CommandLine command, Output output) throws Exception {
        if (failure instanceof CommandFailedException) {
            output.remark("tollgate: " + failure.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failure;
    }

    private static CommandLine commandLine(Map<String, String> environment, Output output) {
        RunningStack stack = new RunningStack(environment);
        return new CommandLine(new TollgateCommand())
                .addSubcommand(new AccountsCommand(stack, output))
                .addSubcommand(new KeysCommand(stack, output))
                .addSubcommand(new PlansCommand(stack, output))
                .addSubcommand(new ReconcileCommand(stack, output))
                .addSubcommand(new ScanCommand(environment, output))
                .addSubcommand(new CompletionCommand(() -> commandLine(environment, output), output));
    }

    private static int misunderstood(ParameterException wrong, Output output) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = Output.printable(Objects.requireNonNullElse(wrong.getMessage(), "This is no command"));
        output.remark("tollgate: " + message + (message.endsWith(".") ? " " : ". ") + command + " --help says more.");
        return NOT_UNDERSTOOD;
    }
}
