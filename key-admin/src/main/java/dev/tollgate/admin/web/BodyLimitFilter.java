package dev.tollgate.admin.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads no body further than anyone needs, before it is parsed. */
@Component
@Order(0)
final class BodyLimitFilter extends OncePerRequestFilter {
    private static final int BYTES_MAX = 64 * 1024;

    /** Read row by row, none of which may be longer. */
    private static final Pattern ROWS = Pattern.compile("/api/v1/imports/[^/]*/rows");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return isRows(request) || isForm(request);
    }

    private static boolean isRows(HttpServletRequest request) {
        return request.getMethod().equals("PUT")
                && ROWS.matcher(request.getServletPath()).matches();
    }

    /** A page's, which the server itself reads, and no further than that: see {@code max-http-form-post-size}. */
    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST")
                && !request.getServletPath().startsWith("/api/")
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getContentLengthLong() > BYTES_MAX
                ? new byte[BYTES_MAX + 1]
                : request.getInputStream().readNBytes(BYTES_MAX + 1);
        if (body.length > BYTES_MAX) {
            ProblemWriter.write(response, HttpStatus.CONTENT_TOO_LARGE, "Send a body of 64 kB at most.");
            return;
        }
        chain.doFilter(new ReadRequest(request, body), response);
    }

    private static final class ReadRequest extends HttpServletRequestWrapper {
        private final byte[] body;

        ReadRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new BodyStream(new ByteArrayInputStream(body));
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class BodyStream extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        BodyStream(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body has been read; there is nothing to be told about.");
        }
    }
}
