package dev.tollgate.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether containers can be had at all. Testcontainers would find out too, but where an engine answers and has no way to
 * an image it tries for minutes; a question and one pull tell at once.
 */
final class DockerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
    private static final int PORT_DEFAULT = 2375;

    private final SocketAddress address;

    DockerEngine(SocketAddress address) {
        this.address = address;
    }

    /** The engine that the environment or the usual places name; it may not answer. */
    static Optional<DockerEngine> ofThisMachine(Map<String, String> environment) {
        String named = environment.getOrDefault("DOCKER_HOST", "");
        if (!named.isBlank()) {
            return Optional.of(new DockerEngine(address(URI.create(named))));
        }
        return List.of(
                        Path.of("/var/run/docker.sock"),
                        Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"),
                        Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"))
                .stream()
                .filter(Files::exists)
                .findFirst()
                .map(socket -> new DockerEngine(UnixDomainSocketAddress.of(socket)));
    }

    private static SocketAddress address(URI host) {
        return "unix".equals(host.getScheme())
                ? UnixDomainSocketAddress.of(host.getPath())
                : new InetSocketAddress(host.getHost(), host.getPort() < 0 ? PORT_DEFAULT : host.getPort());
    }

    /** Whether it answers and has each image, or gets it now; a first pull takes its time. */
    boolean offers(List<String> images) {
        try {
            for (String image : images) {
                if (!has(image) && !(pull(image) && has(image))) {
                    LOG.info("The Docker engine has no image {} and cannot pull it", image);
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            LOG.info("No Docker engine answers at {}: {}", address, e.getMessage());
            return false;
        }
    }

    private boolean has(String image) throws IOException {
        return succeeds("GET", "/images/" + image + "/json");
    }

    private boolean pull(String image) throws IOException {
        LOG.info("Pulling {}", image);
        int colon = image.lastIndexOf(':');
        return succeeds(
                "POST", "/images/create?fromImage=" + image.substring(0, colon) + "&tag=" + image.substring(colon + 1));
    }

    /** Sends a request and reads the answer to its end, which of a pull comes when it is done or has failed. */
    private boolean succeeds(String method, String path) throws IOException {
        // HTTP/1.0: no chunks, and the end of the answer is the end of the connection.
        String request = method + " " + path + " HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n";
        try (SocketChannel channel = SocketChannel.open(address)) {
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            String status = answer.readLine();
            answer.transferTo(Writer.nullWriter());
            return status != null && status.matches("HTTP/1\\.[01] 200 .*");
        }
    }
}
