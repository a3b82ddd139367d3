package dev.tollgate.admin;

import dev.tollgate.admin.AdminClient.Reply;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser: keeps cookies, and repeats the one against forged requests as a page's script would. */
final class Browser {
    static final String SESSION = "tollgate_session";
    static final String CSRF = "XSRF-TOKEN";

    private static final String PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

    private final AdminClient http;
    private final Map<String, String> cookies = new TreeMap<>();

    Browser(AdminClient http) {
        this.http = http;
        get("/api/v1/session").expectProblem(401);
    }

    Reply get(String path) {
        return send("GET", path, null);
    }

    Reply post(String path, String body) {
        return send("POST", path, body);
    }

    /** Signs in, or is refused. */
    Reply signIn(String email, String password) {
        return post("/api/v1/session", "{'email': '" + email + "', 'password': '" + password + "'}");
    }

    /** Chooses a password, and is signed in by that. */
    Reply redeem(String invitation, String password) {
        return post(
                "/api/v1/session/invitation", "{'invitation': '" + invitation + "', 'password': '" + password + "'}");
    }

    /** Bodies are written with apostrophes for quotes. */
    Reply send(String method, String path, @Nullable String body) {
        return send(protectedRequest(path), method, body);
    }

    /** Opens a page, as a person does. */
    Reply open(String path) {
        return send(request(path).header("Accept", PAGE), "GET", null);
    }

    /** Sends a form of a page. */
    Reply submit(String path, Map<String, String> fields) {
        return submit(protectedRequest(path), fields);
    }

    /** Sends a form with what {@code request} has, and no other header but those of all forms. */
    Reply submit(HttpRequest.Builder request, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Reply reply = http.send(request.header("Accept", PAGE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
        reply.headers().allValues("Set-Cookie").forEach(this::keep);
        return reply;
    }

    /** Sends rows, which are no JSON. */
    Reply putRows(String path, String csv) {
        return http.send(
                protectedRequest(path).header("Content-Type", "text/csv").PUT(BodyPublishers.ofString(csv)));
    }

    private HttpRequest.Builder protectedRequest(String path) {
        HttpRequest.Builder request = request(path);
        if (cookies.containsKey(CSRF)) {
            request.header("X-XSRF-TOKEN", cookies.get(CSRF));
        }
        return request;
    }

    /** Sends what {@code request} says, and no header by itself. */
    Reply send(HttpRequest.Builder request, String method, @Nullable String body) {
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        }
        Reply reply = http.send(request);
        reply.headers().allValues("Set-Cookie").forEach(this::keep);
        return reply;
    }

    /** A request with the cookies and nothing else. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = http.request(path);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    @Nullable
    String cookie(String name) {
        return cookies.get(name);
    }

    void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    private void keep(String setCookie) {
        List<String> pair = List.of(List.of(setCookie.split(";", -1)).get(0).split("=", 2));
        if (pair.get(1).isEmpty()) {
            cookies.remove(pair.get(0));
        } else {
            cookies.put(pair.get(0), pair.get(1));
        }
    }
}
