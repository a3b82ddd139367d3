package dev.tollgate.admin.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Tells as problems, too, what the server refuses before any of our code sees it: no page, no name of a server. */
final class ProblemValve extends ErrorReportValve {
    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // What a client got wrong is its affair, and may hold what must not be seen.
        if (failure != null && status >= 500) {
            log.error("A request failed outside of all controllers", failure);
        }
        HttpStatus known = HttpStatus.resolve(status);
        try {
            ProblemWriter.write(
                    response,
                    known == null ? HttpStatus.BAD_REQUEST : known,
                    status < 500
                            ? "The server does not take this request line, these headers or this path."
                            : "The server cannot answer this request. Its log may say more.");
            response.finishResponse();
        } catch (IOException e) {
            log.debug("A client was gone before its answer", e);
        }
    }
}
