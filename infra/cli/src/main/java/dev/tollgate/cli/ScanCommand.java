package dev.tollgate.cli;

import dev.tollgate.cli.scan.FoundKey;
import dev.tollgate.cli.scan.KeyScanner;
import dev.tollgate.contracts.KeyFormat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code tollgate scan}. It asks nobody, and sends nothing anywhere. */
@Command(
        name = "scan",
        description = "Finds API keys in files, by their prefix and their checksum.",
        exitCodeOnExecutionException = ScanCommand.NOT_ALL_READ,
        footer = {
            "",
            "It prints the file and the line of each, and what keys list shows of it: never the whole key.",
            "TOLLGATE_KEY_PREFIX says what keys begin with, if it is not tg.",
            "It looks into no archives, and follows no links.",
            "It ends with 0 if there is none, 1 if there are some, 2 if there is none in what it could read."
        })
final class ScanCommand implements Callable<Integer> {
    private static final String KEY_PREFIX = "TOLLGATE_KEY_PREFIX";
    private static final int NONE_FOUND = 0;
    private static final int SOME_FOUND = 1;
    static final int NOT_ALL_READ = 2;

    private final Map<String, String> environment;
    private final Output output;
    private final List<FoundKey> found = new ArrayList<>();
    private boolean allRead = true;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders, with all that is in them, or files.")
    private List<Path> paths = List.of();

    @Mixin
    private AsJson asJson = new AsJson();

    ScanCommand(Map<String, String> environment, Output output) {
        this.environment = environment;
        this.output = output;
    }

    @Override
    public Integer call() {
        paths.forEach(scanner()::scan);
        if (asJson.chosen()) {
            output.json(json());
        } else if (!found.isEmpty()) {
            output.remark((found.size() == 1 ? "1 key" : found.size() + " keys")
                    + ": rotate or revoke what is in use, for whoever could read it may have it.");
        }
        if (!found.isEmpty()) {
            return SOME_FOUND;
        }
        return allRead ? NONE_FOUND : NOT_ALL_READ;
    }

    private KeyScanner scanner() {
        String given = environment.getOrDefault(KEY_PREFIX, "").strip();
        try {
            return new KeyScanner(given.isEmpty() ? KeyFormat.DEFAULT_PREFIX : given, this::found, this::unreadable);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("Correct " + KEY_PREFIX + ". " + e.getMessage(), e);
        }
    }

    /** Prints it at once: a large tree takes its time. */
    private void found(FoundKey key) {
        found.add(key);
        if (!asJson.chosen()) {
            output.line(Output.printable(key.file().toString()) + ":" + key.line() + ": " + key.prefix() + "\u2026"
                    + key.lastFour());
        }
    }

    private void unreadable(Path path, IOException e) {
        allRead = false;
        output.remark("tollgate: " + Output.printable(path.toString()) + " is left out: " + reason(e));
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is not there.";
        }
        return e instanceof AccessDeniedException ? "you may not read it." : e + ".";
    }

    private ArrayNode json() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        found.forEach(key -> array.addObject()
                .put("file", key.file().toString())
                .put("line", key.line())
                .put("prefix", key.prefix())
                .put("last_four", key.lastFour()));
        return array;
    }
}
