package dev.tollgate.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param text all of it
 */
record MarkdownPage(String text) {
    /** Reads a page by its path from the top of the project. */
    static MarkdownPage read(String path) throws IOException {
        return new MarkdownPage(Files.readString(Path.of("../..").resolve(path)));
    }

    /** What stands in its blocks of a language, in their order. */
    List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The same page for readers whose server is elsewhere. */
    MarkdownPage with(String placeholder, String value) {
        if (!text.contains(placeholder)) {
            throw new IllegalArgumentException("The page says nothing of " + placeholder);
        }
        return new MarkdownPage(text.replace(placeholder, value));
    }
}
