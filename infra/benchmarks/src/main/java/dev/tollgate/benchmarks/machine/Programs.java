package dev.tollgate.benchmarks.machine;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that are or are not installed. */
public final class Programs {
    /** Not every system has them: they are for the others where this JVM has them. */
    private static final String HUGE_PAGES = "-XX:+UseTransparentHugePages";

    private Programs() {}

    /** Where a program is: on the path, or where Debian has servers. */
    public static Optional<Path> find(String name) {
        String path = System.getenv("PATH") == null ? "" : System.getenv("PATH");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What starts a JVM like this one, with the options that {@code ./tollgate} gives. */
    public static List<String> java(String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions(heap));
        return command;
    }

    /** The options alone. */
    public static List<String> javaOptions(String heap) {
        List<String> options = new ArrayList<>(
                List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Xmx" + heap));
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains(HUGE_PAGES)) {
            options.add(HUGE_PAGES);
        }
        return options;
    }
}
