package dev.tollgate.admin.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.security.web.header.HeaderWriter;

/** What a browser may do with an answer: a page may use what comes from here, anything else nothing at all. */
final class ContentPolicy implements HeaderWriter {
    private static final String HEADER = "Content-Security-Policy";
    private static final String OF_PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final String OF_THE_REST =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        String type = response.getContentType();
        boolean page = type != null && type.startsWith(MediaType.TEXT_HTML_VALUE);
        response.setHeader(HEADER, page ? OF_PAGES : OF_THE_REST);
    }
}
