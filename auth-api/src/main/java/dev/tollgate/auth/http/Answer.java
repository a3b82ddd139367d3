package dev.tollgate.auth.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What goes back: a status, headers and a body. Not for more than one thread. */
final class Answer {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private final int status;
    private final @Nullable String contentType;
    private final String body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Answer(int status, @Nullable String contentType, String body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        headers.put("Cache-Control", "no-store");
        if (contentType != null) {
            // Should a browser show it as a page, that page may do nothing.
            headers.put("X-Content-Type-Options", "nosniff");
            headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }

    /** A status without a body. */
    static Answer empty(int status) {
        return new Answer(status, null, "");
    }

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, contentType, body);
    }

    /** {@code {"error":"…"}}. */
    static Answer error(int status, String message) {
        return of(status, JSON, new Json().put("error", message).toString());
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Answer with(String header, long value) {
        return with(header, Long.toString(value));
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    Map<String, String> headers() {
        return headers;
    }

    void writeTo(Response response, Callback done) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        HttpFields.Mutable fields = response.getHeaders();
        headers.forEach(fields::put);
        fields.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (contentType != null) {
            fields.put(HttpHeader.CONTENT_TYPE, contentType);
        }
        response.write(true, ByteBuffer.wrap(bytes), done);
    }
}
