package dev.tollgate.chaos;

import java.nio.file.Path;

/** Where the project lies; its jars are built before these tests run. */
final class Project {
    static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private Project() {}
}
