package dev.tollgate.cli;

import picocli.CommandLine.Option;

/** The option of all commands that print something a program may want to read. */
final class AsJson {
    @Option(names = "--json", description = "Print JSON, with all fields.")
    private boolean chosen;

    boolean chosen() {
        return chosen;
    }
}
