package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is shipped says what is in it: the list of parts in a jar is held against the libraries in it, or beside it. */
class BillOfMaterialsIT {
    private static final Path ROOT = Path.of("../..");
    private static final String LIBRARIES = "BOOT-INF/lib/";

    @ParameterizedTest
    @ValueSource(strings = {"auth-api", "metering-streams", "key-admin"})
    void shouldListEachLibraryInTheJarOfAService(String module) throws Exception {
        try (JarFile jar = new JarFile(
                ROOT.resolve(module + "/target/" + module + "-exec.jar").toFile())) {
            Set<String> inside = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    .collect(Collectors.toSet());

            assertThat(listed(jar, module)).containsAll(inside);
        }
    }

    @Test
    void shouldListEachLibraryBesideTheJarOfTheWhole() throws Exception {
        try (JarFile jar = new JarFile("target/standalone.jar");
                Stream<Path> beside = Files.list(Path.of("target/lib"))) {
            assertThat(listed(jar, "standalone"))
                    .containsExactlyInAnyOrderElementsOf(
                            beside.map(library -> library.getFileName().toString())
                                    .toList());
        }
    }

    /** The names of the files that are listed. */
    private static Set<String> listed(JarFile jar, String module) throws IOException {
        try (InputStream json = jar.getInputStream(jar.getJarEntry("META-INF/sbom/" + module + ".cdx.json"))) {
            Set<String> names = new TreeSet<>();
            for (JsonNode part : new JsonMapper().readTree(json).path("components")) {
                names.add(part.path("name").asString() + "-"
                        + part.path("version").asString() + ".jar");
                assertThat(part.path("purl").asString()).startsWith("pkg:maven/");
            }
            return names;
        }
    }
}
