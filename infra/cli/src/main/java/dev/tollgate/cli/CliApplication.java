package dev.tollgate.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line: {@code tollgate accounts}, {@code keys}, {@code plans}, {@code scan} and {@code completion}. */
public final class CliApplication {
    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private CliApplication() {}

    /** Ends the process with the command's status. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err)));
    }

    /** Always UTF-8: what a platform takes for the terminal's own charset is a guess where this is a pipe. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /**
     * Carries out a command.
     *
     * @param results where its result goes
     * @param remarks where errors go, and what is no result
     * @return 0 if it was done, 1 if it failed, 2 if it was not understood; scan has its own
     */
    static int run(List<String> arguments, Map<String, String> environment, PrintWriter results, PrintWriter remarks) {
        Output output = new Output(results, remarks);
        return commandLine(environment, output)
                .setOut(results)
                .setErr(remarks)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandFailedException) {
                        output.remark("tollgate: " + failure.getMessage());
                        return FAILED;
                    }
                    throw failure;
                })
                .setParameterExceptionHandler((wrong, typed) -> misunderstood(wrong, output))
                .execute(arguments.toArray(String[]::new));
    }

    private static CommandLine commandLine(Map<String, String> environment, Output output) {
        RunningStack stack = new RunningStack(environment);
        return new CommandLine(new TollgateCommand())
                .addSubcommand(new AccountsCommand(stack, output))
                .addSubcommand(new KeysCommand(stack, output))
                .addSubcommand(new PlansCommand(stack, output))
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
