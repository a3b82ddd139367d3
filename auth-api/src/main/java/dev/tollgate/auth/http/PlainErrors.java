package dev.tollgate.auth.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What the server itself refuses (a request line that is none, headers that are too large) and what fails in it: a
 * status and a short JSON body, no page, no stack trace, no name of a server. The connection ends with it: where the next
 * request begins may not be known.
 */
final class PlainErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback done) {
        int status = response.getStatus();
        Answer.error(status, text(status)).with("Connection", "close").writeTo(response, done);
        return true;
    }

    private static String text(int status) {
        return switch (status) {
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 408 -> "Request took too long";
            case 413, 414, 431 -> "Request too large";
            case 501 -> "Not implemented";
            case 505 -> "HTTP version not supported";
            default -> status < 500 ? "Bad request" : "Internal error";
        };
    }
}
