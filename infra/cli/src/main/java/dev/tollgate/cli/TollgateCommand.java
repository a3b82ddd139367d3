package dev.tollgate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code tollgate}, under which all commands are. */
@Command(
        name = "tollgate",
        description = "Manages the accounts and keys of the Tollgate that runs here.",
        footer = {
            "",
            "It finds it by the variables of tollgate up: KEY_ADMIN_PORT, TOLLGATE_BIND_ADDRESS, TOLLGATE_DATA_DIR with",
            "the admin token, or TOLLGATE_ADMIN_TOKEN. tollgate help tells of up and chaos.",
            "It ends with 0 if all is done, 1 if not, 2 if it was not understood, 3 if the result could not be written."
        })
final class TollgateCommand {
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Tell what there is to say.")
    private boolean help;
}
