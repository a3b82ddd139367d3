package dev.tollgate.auth.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Tells browsers to come by TLS only, for a year; for a server that speaks nothing else (RFC 6797). */
public final class StrictTransportValve extends ValveBase {
    /** A valve that does not hold up the requests that are answered later. */
    public StrictTransportValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        response.setHeader("Strict-Transport-Security", "max-age=31536000");
        getNext().invoke(request, response);
    }
}
