package dev.tollgate.cli;

import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code tollgate completion}: what a shell must know to complete commands and options. */
@Command(
        name = "completion",
        description = "Prints what a shell needs to complete commands and options.",
        footer = {"", "Into ~/.bashrc or ~/.zshrc: source <(/path/to/tollgate completion bash)"})
final class CompletionCommand implements Runnable {
    private final Supplier<CommandLine> all;
    private final Output output;

    /** Those for which there is one. */
    enum Shell {
        bash,
        zsh
    }

    @SuppressWarnings("UnusedVariable") // that it can be given is all that there is to it
    @Parameters(paramLabel = "bash|zsh", description = "One text serves both.")
    private Shell shell = Shell.bash;

    /** @param all makes the command line that is to be completed */
    CompletionCommand(Supplier<CommandLine> all, Output output) {
        this.all = all;
        this.output = output;
    }

    @Override
    public void run() {
        CommandLine completed = all.get();
        // What the script does without this program.
        completed.addSubcommand(options("up", "--fresh", "--verbose"));
        completed.addSubcommand(
                options("chaos", "--rounds", "--seed", "--gateways", "--outage", "--seconds", "--changes", "--keep"));
        output.line(AutoComplete.bash(completed.getCommandName(), completed));
    }

    private static CommandSpec options(String name, String... options) {
        CommandSpec command = CommandSpec.create().name(name);
        for (String option : options) {
            command.addOption(OptionSpec.builder(option).build());
        }
        return command;
    }
}
