package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.decision.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static final String RULES = """
            rules:
              - {method: GET, path: "/v1/messages/{id}", route: messages.read}
              - {method: "*", path: "/v1/messages/{id}", route: messages.change}
              - {path: "/v1/files/**", route: files}
              - {path: "/v1/files/secret", route: never reached}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/messages/7, messages.read",
        "HEAD, /v1/messages/7, messages.read",
        "DELETE, /v1/messages/7, messages.change",
        "GET, /v1/messages/7/parts, GET /v1/messages/{id}/parts",
        "GET, /v1/files, files",
        "PUT, /v1/files/a/b/c, files",
        "GET, /v1/files/secret, files",
        "GET, /v1/messages/a%20b, messages.read",
        "GET, /V1/messages/7, GET /V1/messages/{id}",
    })
    void shouldTakeTheFirstRuleThatMatches(String method, String path, String route) throws Exception {
        Path file = folder.resolve("rules.yml");
        Files.writeString(file, RULES);

        assertThat(RouteTable.of(file).find(method, path, () -> true).name()).isEqualTo(route);
    }

    @Test
    void shouldBoundTheNumberOfFoldedNames() {
        RouteTable routes = RouteTable.withoutRules();
        for (int i = 0; i < RouteTable.FOLDED_MAX; i++) {
            assertThat(routes.find("GET", "/path-" + i, () -> true).name()).isEqualTo("GET /path-" + i);
        }

        assertThat(routes.find("GET", "/one-more", () -> true)).isEqualTo(new Route("other", null, 1));
        assertThat(routes.find("GET", "/path-0", () -> true).name()).isEqualTo("GET /path-0");
    }

    @Test
    void shouldNotLetStrangersUseNamesUp() {
        RouteTable routes = RouteTable.withoutRules();

        assertThat(routes.find("GET", "/scan", () -> false)).isEqualTo(RouteTable.OTHER);
        assertThat(routes.find("GET", "/scan", () -> true).name()).isEqualTo("GET /scan");
        assertThat(routes.find("GET", "/scan", () -> false).name()).isEqualTo("GET /scan");
    }
}
