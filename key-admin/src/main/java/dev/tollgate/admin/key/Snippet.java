package dev.tollgate.admin.key;

import java.util.List;

/**
 * A first call with a key, to be pasted.
 *
 * @param id names it in a page
 * @param language for a person
 * @param code with the key in it: a secret
 */
record Snippet(String id, String language, String code) {
    private static final String CURL = """
            curl -i %1$s/api/v1/identity \\
              -H "Authorization: Bearer %2$s\"""";

    private static final String JAVASCRIPT = """
            const response = await fetch("%1$s/api/v1/identity", {
              headers: { Authorization: "Bearer %2$s" },
            });
            console.log(response.status, await response.json());""";

    private static final String PYTHON = """
            import requests

            response = requests.get(
                "%1$s/api/v1/identity",
                headers={"Authorization": "Bearer %2$s"},
            )
            print(response.status_code, response.json())""";

    private static final String JAVA = """
            import java.net.URI;
            import java.net.http.*;

            public class FirstCall {
                public static void main(String[] args) throws Exception {
                    var request = HttpRequest.newBuilder(URI.create("%1$s/api/v1/identity"))
                            .header("Authorization", "Bearer %2$s")
                            .build();
                    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                    System.out.println(response.statusCode() + " " + response.body());
                }
            }""";

    /** One for each language. */
    static List<Snippet> all(String gateUrl, String secret) {
        return List.of(
                new Snippet("curl", "curl", CURL.formatted(gateUrl, secret)),
                new Snippet("javascript", "JavaScript", JAVASCRIPT.formatted(gateUrl, secret)),
                new Snippet("python", "Python", PYTHON.formatted(gateUrl, secret)),
                new Snippet("java", "Java", JAVA.formatted(gateUrl, secret)));
    }

    @Override
    public String toString() {
        return "Snippet[" + id + "]";
    }
}
