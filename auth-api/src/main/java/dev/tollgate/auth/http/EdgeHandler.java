package dev.tollgate.auth.http;

import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the servlets. The gate's own paths are answered at once on the thread that has read the request, which saves
 * a change of threads, and that is more than all else the gate does for a request; what the servlets have, they do on
 * threads that may wait.
 */
final class EdgeHandler extends Handler.Wrapper {
    private final Map<String, Endpoint> endpoints;
    private final String servletsBelow;

    /** @param servletsBelow the path whose children are the servlets'; all else is nobody's */
    EdgeHandler(Map<String, Endpoint> endpoints, String servletsBelow) {
        this.endpoints = Map.copyOf(endpoints);
        this.servletsBelow = servletsBelow + "/";
    }

    /** Of the servlets behind it this is not true, which is why they are not called from here. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback done) {
        String method = request.getMethod();
        @Nullable String path = request.getHttpURI().getCanonicalPath();
        if (path == null || method.equals("TRACE") || method.equals("CONNECT")) {
            // What follows such a request may be no request.
            Answer.error(405, "Method not allowed").with("Connection", "close").writeTo(response, done);
            return true;
        }
        Endpoint endpoint = endpoints.get(path);
        if (endpoint != null) {
            endpoint.serve(request, response, done);
        } else if (path.startsWith(servletsBelow)) {
            Executor threads = getServer().getThreadPool();
            threads.execute(() -> callServlets(request, response, done));
        } else {
            Answer.error(404, "Not found").writeTo(response, done);
        }
        return true;
    }

    private void callServlets(Request request, Response response, Callback done) {
        try {
            if (!super.handle(request, response, done)) {
                Answer.error(404, "Not found").writeTo(response, done);
            }
        } catch (Exception e) {
            Response.writeError(request, response, done, e);
        }
    }
}
