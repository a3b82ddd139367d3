package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.auth.decision.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadRulesInTheirOrder() throws IOException {
        List<Rule> rules = read("""
                # what may be asked
                rules:
                  - {method: get, path: "/v1/messages/{id}", route: messages.read, scope: messages:read, cost: 2}
                  - path: /v1/health
                    cost: 0
                  - method: POST
                    path: /v1/files/**
                """);

        assertThat(rules)
                .extracting(Rule::method, rule -> rule.path().getPatternString(), Rule::route)
                .containsExactly(
                        tuple("GET", "/v1/messages/{id}", new Route("messages.read", "messages:read", 2)),
                        tuple("*", "/v1/health", new Route("* /v1/health", null, 0)),
                        tuple("POST", "/v1/files/**", new Route("POST /v1/files/**", null, 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path: no-slash | path must begin with a slash",
                "path: /ends/ | path must begin with a slash",
                "path: /a//b | path must begin with a slash",
                "path: '/a/{b' | path is not a pattern",
                "method: GET | path must begin with a slash",
                "{path: /a, method: 'G T'} | method must be a method such as GET, or *",
                "{path: /a, cost: -1} | cost must be a whole number from 0 to 1000000",
                "{path: /a, cost: 1.5} | cost must be a whole number",
                "{path: /a, cost: 1000001} | cost must be a whole number",
                "{path: /a, cost: [1]} | cost must be a whole number",
                "{path: /a, scope: 'a b'} | scope must be one scope, without spaces",
                "{path: /a, scope: ''} | scope must be one scope, without spaces",
                "{path: /a, route: ''} | route must be printable characters",
                "{path: /a, route: \"a\\nb\"} | route must be printable characters",
                "{path: /a, roote: b} | a rule has no field roote",
                "{path: /a, path: /b} | the field path is given twice",
                "just text | a rule looks like",
            })
    void shouldSayWhatIsWrongAndInWhichLine(String rule, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("rules:\n  - {path: /fine}\n  - " + rule + "\n"))
                .withMessageContaining("line 3: ")
                .withMessageContaining(sentence)
                .withMessageContaining("rules.yml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must hold a list named rules",
                "rules: | the file must hold a list named rules",
                "other: [] | the file must hold a list named rules",
                "'[]' | must hold a list named rules",
                "'rules: [' | is not YAML: line 1",
                "'rules: [*a]' | is not YAML: line 1",
            })
    void shouldSayWhatIsWrongWithTheFile(String content, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(content)).withMessageContaining(sentence);
    }

    @Test
    void shouldRefuseTooManyRules() {
        String rules = "rules:\n" + "  - {path: /a}\n".repeat(RuleFile.RULES_MAX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(rules + "  - {path: /a}\n"))
                .withMessageContaining("more than 1000 rules");
    }

    @Test
    void shouldRefuseTextThatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("rules: [{path: /a, route: " + "r".repeat(201) + "}]"))
                .withMessageContaining("longer than 200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("rules: [{path: /a, scope: " + "s".repeat(101) + "}]"))
                .withMessageContaining("longer than 100");
    }

    @Test
    void shouldSayThatAFileIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleFile.read(folder.resolve("nowhere.yml")))
                .withMessage("The rule file " + folder.resolve("nowhere.yml") + " is not there.");
    }

    private List<Rule> read(String content) throws IOException {
        Path file = folder.resolve("rules.yml");
        Files.writeString(file, content);
        return RuleFile.read(file);
    }
}
