package dev.tollgate.chaos.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One HTTP/1.1 connection that sends each request once and reads its answer, as plainly as can be: nothing is retried. */
public final class Connection implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Longer than anybody is stopped. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private static final int LINE_LENGTH_MAX = 8_192;

    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean open = true;

    /** @throws IOException if nobody answers there; nothing was sent then */
    public Connection(URI address) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), (int)
                    CONNECT_TIMEOUT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Asks the gate whether a request may pass.
     *
     * @return the status of the answer
     * @throws IOException if none came: whether the request did is unknown
     */
    public int ask(String uri, String key) throws IOException {
        open = false;
        String request = "GET /auth HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: " + uri
                + "\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String statusLine = line();
        if (!statusLine.matches("HTTP/1\\.1 [1-5][0-9]{2}( .*)?")) {
            throw new IOException("This is no answer: " + statusLine);
        }
        int bodyBytes = 0;
        boolean stays = true;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                bodyBytes =
                        Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            }
            stays &= !lower.equals("connection: close");
        }
        in.skipNBytes(bodyBytes);
        open = stays;
        return Integer.parseInt(statusLine.substring(9, 12));
    }

    /** Whether it can be used again. */
    public boolean isOpen() {
        return open;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() > LINE_LENGTH_MAX) {
                throw new EOFException("The connection ended within an answer.");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        open = false;
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
