package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that tests want. Where one is missing they are skipped, but never where all is to be tested. */
final class Programs {
    private Programs() {}

    /** The first of these that is on the path. */
    static Path require(String... names) {
        Optional<Path> found = Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        String wanted = String.join(" or ", names);
        assertThat(found.isPresent() || System.getenv("CI") == null)
                .as("%s is on the path", wanted)
                .isTrue();
        assumeTrue(found.isPresent(), "There is no " + wanted + " on the path.");
        return found.orElseThrow();
    }
}
