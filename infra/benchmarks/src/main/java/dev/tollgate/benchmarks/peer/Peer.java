package dev.tollgate.benchmarks.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The peers that are written here. */
public enum Peer {
    /** The gate's own listener with nothing behind it. */
    BARE(BareServer.class),
    /** A filter of Spring Security before a controller. */
    SPRING_SECURITY(SpringSecurityServer.class),
    /** A filter that takes from a bucket in Redis. */
    BUCKET4J(Bucket4jServer.class);

    private final Class<?> program;

    Peer(Class<?> program) {
        this.program = program;
    }

    /** What has its {@code main}. */
    public Class<?> program() {
        return program;
    }

    /**
     * What its {@code main} is given.
     *
     * @param keys a file with lines of a key and its account
     */
    public String[] arguments(int port, Path keys, List<String> more) {
        if (this == BARE) {
            return new String[] {Integer.toString(port)};
        }
        List<String> arguments =
                new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=" + port, "--peer.keys=" + keys));
        arguments.addAll(more);
        return arguments.toArray(String[]::new);
    }
}
