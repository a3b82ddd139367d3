package dev.tollgate.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls between the modules. A module may use what its row says and nothing else. */
class ModuleWallsTest {
    private static final String ROOT = "dev.tollgate.";

    private static final List<String> JDBC =
            List.of("java.sql..", "javax.sql..", "org.postgresql..", "org.springframework.jdbc..");
    private static final List<String> SPRING = List.of("org.springframework..");
    private static final List<String> STREAMS = List.of("org.apache.kafka.streams..", "org.rocksdb..");
    private static final List<String> WEB_CONTROLLERS =
            List.of("org.springframework.web..", "org.springframework.stereotype.Controller", "jakarta.servlet..");
    private static final List<String> SERVLETS =
            List.of("jakarta.servlet..", "org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..");
    private static final List<String> JETTY = List.of("org.eclipse.jetty..");
    private static final List<String> JSON = List.of("tools.jackson..", "com.fasterxml.jackson.annotation..");
    private static final List<String> RECORDS =
            List.of("org.apache.kafka.clients..", "org.apache.kafka.common..", "com.google.protobuf..");
    private static final List<String> CONTRACTS = List.of("dev.tollgate.contracts..");
    private static final List<String> METRICS = List.of("io.micrometer..");

    private static final List<Module> TABLE = List.of(
            new Module("contracts", all(RECORDS, List.of("javax.crypto..")), all(SPRING, STREAMS, JDBC)),
            new Module(
                    "auth",
                    all(CONTRACTS, RECORDS, SPRING, JETTY, METRICS, JSON, List.of("org.yaml.snakeyaml..")),
                    all(STREAMS, JDBC)),
            new Module("metering", all(CONTRACTS, RECORDS, STREAMS, SPRING, METRICS, JSON), all(WEB_CONTROLLERS, JDBC)),
            new Module(
                    "admin",
                    all(
                            CONTRACTS,
                            RECORDS,
                            SPRING,
                            SERVLETS,
                            METRICS,
                            JSON,
                            JDBC,
                            List.of(
                                    "com.zaxxer.hikari..",
                                    "org.flywaydb..",
                                    "org.apache.hc..",
                                    "org.thymeleaf..",
                                    "javax.crypto..",
                                    "org.yaml.snakeyaml..")),
                    STREAMS),
            new Module(
                    "embedded",
                    List.of("kafka..", "org.apache.kafka..", "org.apache.commons.compress..", "org.postgresql.."),
                    all(SPRING, STREAMS)),
            new Module("testing", List.of("dev.tollgate.embedded..", "org.testcontainers.."), all(SPRING, STREAMS)),
            new Module("cli", all(CONTRACTS, JSON, List.of("picocli..")), all(SPRING, STREAMS, RECORDS)),
            // Generated from key-admin's OpenAPI document.
            new Module(
                    "client",
                    all(JSON, List.of("org.openapitools.jackson.nullable..", "jakarta.annotation..")),
                    all(SPRING, STREAMS, RECORDS, CONTRACTS)),
            new Module(
                    "chaos",
                    all(
                            CONTRACTS,
                            RECORDS,
                            JSON,
                            // The ledger is pure: what it says of a log can be asked for once more.
                            List.of("dev.tollgate.metering.ledger..", "dev.tollgate.embedded..")),
                    all(SPRING, STREAMS)),
            new Module(
                    "benchmarks",
                    all(
                            CONTRACTS,
                            RECORDS,
                            METRICS,
                            JSON,
                            // What it measures, and what stands beside it.
                            List.of("dev.tollgate.auth..", "dev.tollgate.metering..", "dev.tollgate.embedded.."),
                            SPRING,
                            SERVLETS,
                            JETTY,
                            STREAMS,
                            JDBC,
                            List.of(
                                    "com.sun.management..",
                                    "io.github.bucket4j..",
                                    "io.lettuce..",
                                    "org.openjdk.jmh..",
                                    "picocli..")),
                    // That runs as a process of its own.
                    List.of("dev.tollgate.admin..")),
            new Module(
                    "standalone",
                    all(
                            JSON,
                            RECORDS,
                            List.of(
                                    "dev.tollgate..",
                                    "org.springframework.boot..",
                                    "org.springframework.context..",
                                    "org.springframework.core..",
                                    "ch.qos.logback..")),
                    all(STREAMS, List.of("dev.tollgate.testing..", "org.testcontainers.."))));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tollgate");

    /**
     * A row.
     *
     * @param name the package under {@code dev.tollgate} that is the module
     * @param uses what it may use beside itself and the JDK
     * @param never what it must not import, said once more where somebody might widen the former
     */
    private record Module(String name, List<String> uses, List<String> never) {
        String packages() {
            return ROOT + name + "..";
        }

        String[] allowed() {
            List<String> always = List.of(packages(), "java..", "javax.sql..", "org.jspecify..", "org.slf4j..");
            return all(uses, always).toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @SafeVarargs
    private static List<String> all(List<String>... groups) {
        List<String> all = new ArrayList<>();
        for (List<String> group : groups) {
            all.addAll(group);
        }
        return all;
    }

    static List<Module> table() {
        return TABLE;
    }

    @Test
    void shouldHaveARowForEachModuleAndNoOther() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(ModuleWallsTest::module)
                .collect(toSet());

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        TABLE.stream().map(Module::name).toList());
    }

    @ParameterizedTest
    @MethodSource("table")
    void shouldUseOnlyWhatItsRowAllows(Module module) {
        classes()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(module.allowed())
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("table")
    void shouldNotImportWhatItsRowForbids(Module module) {
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(module.never().toArray(String[]::new))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("table")
    void shouldHaveNoCyclesBetweenItsPackages(Module module) {
        slices().assignedFrom(packagesOf(module)).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldUseSpringInMeteringOnlyToStartIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.tollgate.metering.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void shouldDecideInPlainJava() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tollgate.auth.decision..", "dev.tollgate.metering.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void shouldSayOfEachPackageWhatItIsForAndThatNullIsMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(javaPackage -> !isGenerated(javaPackage))
                .filter(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    /** Protobuf's output lies in packages named for the version of the schema, that of JMH in those of its own name. */
    private static boolean isGenerated(JavaPackage javaPackage) {
        return javaPackage.getRelativeName().matches("v[0-9]+|jmh_generated");
    }

    private static String module(String packageName) {
        return List.of(packageName.substring(ROOT.length()).split("\\.", -1)).get(0);
    }

    private static SliceAssignment packagesOf(Module module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return (javaClass.getPackageName() + ".").startsWith(ROOT + module.name() + ".")
                        ? SliceIdentifier.of(javaClass.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + module;
            }
        };
    }
}
