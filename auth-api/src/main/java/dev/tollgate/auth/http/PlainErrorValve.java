package dev.tollgate.auth.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server itself refuses (a request line that is none, headers that are too large) and what fails in it: a
 * status and a short JSON body, no page, no stack trace, no name of a server.
 */
public final class PlainErrorValve extends ErrorReportValve {
    private static final Logger log = LoggerFactory.getLogger(PlainErrorValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            Answer.error(status, text(status)).writeTo(response);
            response.finishResponse();
        } catch (IOException e) {
            log.debug("A client was gone before its answer.", e);
        }
    }

    private static String text(int status) {
        return switch (status) {
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 413, 414, 431 -> "Request too large";
            case 501 -> "Not implemented";
            case 505 -> "HTTP version not supported";
            default -> status < 500 ? "Bad request" : "Internal error";
        };
    }
}
