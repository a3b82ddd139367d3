package dev.tollgate.benchmarks.peer;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * The gate's listener with nothing behind it: the same server in the same JVM, which answers every request with the same
 * prepared headers. {@code BareServer <port>}
 */
final class BareServer extends Handler.Abstract.NonBlocking {
    private static final List<HttpField> FIELDS = List.of(
            new PreEncodedHttpField("Cache-Control", "no-store"),
            new PreEncodedHttpField("X-Tollgate-Account", "acc_0000000000000001"),
            new PreEncodedHttpField("X-Tollgate-Key", "key_0000000000000001"),
            new PreEncodedHttpField("X-Tollgate-Plan", "bench"),
            new PreEncodedHttpField("X-Tollgate-Environment", "live"),
            new PreEncodedHttpField("X-Tollgate-Scopes", ""),
            new PreEncodedHttpField("X-Tollgate-Shadow", ""),
            new PreEncodedHttpField("X-RateLimit-Limit", "2000000000"),
            new PreEncodedHttpField("X-RateLimit-Remaining", "1999999999"),
            new PreEncodedHttpField("X-RateLimit-Reset", "1790000000"),
            new PreEncodedHttpField("RateLimit-Policy", "\"daily\";q=2000000000;w=86400"),
            new PreEncodedHttpField("RateLimit", "\"daily\";r=1999999999;t=86399"),
            new PreEncodedHttpField("Content-Length", "0"));

    @Override
    public boolean handle(Request request, Response response, Callback done) {
        response.setStatus(200);
        for (HttpField field : FIELDS) {
            response.getHeaders().add(field);
        }
        response.write(true, null, done);
        return true;
    }

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHeaderCacheSize(0);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        server.setHandler(new BareServer());
        server.start();
        server.join();
    }
}
