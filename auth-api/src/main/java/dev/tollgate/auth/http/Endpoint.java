package dev.tollgate.auth.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers the requests to one path. Runs on the thread that reads the connection, and so must not block: what takes longer
 * answers later, from another thread.
 */
@FunctionalInterface
interface Endpoint {
    /** Answers now or later; once, by completing {@code done}. */
    void serve(Request request, Response response, Callback done);
}
