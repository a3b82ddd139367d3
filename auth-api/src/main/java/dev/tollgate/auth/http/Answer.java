package dev.tollgate.auth.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What goes back: a status, headers and a body. Not for more than one thread. */
final class Answer {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_CONTENT =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final HttpField NO_LENGTH = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, "0");

    private final int status;
    private final @Nullable String contentType;
    private final String body;
    private final List<HttpField> fields = new ArrayList<>(16);

    private Answer(int status, @Nullable String contentType, String body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        fields.add(NO_STORE);
        if (contentType != null) {
            // Should a browser show it as a page, that page may do nothing.
            fields.add(NO_SNIFFING);
            fields.add(NO_CONTENT);
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

    /** Adds a header; each name once. */
    Answer with(String header, String value) {
        return with(new HttpField(header, value));
    }

    Answer with(String header, long value) {
        return with(header, Long.toString(value));
    }

    /** Adds headers that may have been prepared. */
    Answer with(List<HttpField> prepared) {
        fields.addAll(prepared);
        return this;
    }

    /** Likewise, one. */
    Answer with(HttpField field) {
        fields.add(field);
        return this;
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
        Map<String, String> headers = new LinkedHashMap<>();
        fields.forEach(field -> headers.put(field.getName(), field.getValue()));
        return headers;
    }

    void writeTo(Response response, Callback done) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        for (HttpField field : fields) {
            headers.add(field);
        }
        if (contentType == null) {
            headers.add(NO_LENGTH);
            response.write(true, null, done);
        } else {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            headers.add(HttpHeader.CONTENT_TYPE, contentType);
            headers.add(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), done);
        }
    }
}
