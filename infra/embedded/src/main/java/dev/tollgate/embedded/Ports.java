package dev.tollgate.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Asks the machine about TCP ports on an address of its own, by binding them for a moment. */
public final class Ports {
    private static final int ATTEMPTS_MAX = 100;
    private static final int PORT_MAX = 65535;

    private Ports() {}

    /**
     * Returns if the port can be bound on the loopback address.
     *
     * @param what who wants to listen there, such as "Kafka"
     * @param variable the environment variable that chooses another port
     * @throws ServerStartException if not, with a sentence that names port and variable
     */
    public static void requireFree(int port, String what, String variable) {
        requireFree("127.0.0.1", port, what, variable);
    }

    /** As {@link #requireFree(int, String, String)}, for another address of this machine. */
    public static void requireFree(String address, int port, String what, String variable) {
        if (port < 1 || port > PORT_MAX) {
            throw new ServerStartException(
                    variable + " is " + port + ", which is no port: choose one from 1 to " + PORT_MAX + ".");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (BindException e) {
            throw new ServerStartException(
                    "Port " + port + " on " + address + " is taken or not allowed, and " + what
                            + " wants to listen there: stop what holds it, or set " + variable + " to another port.",
                    e);
        } catch (IOException e) {
            throw new ServerStartException(
                    what + " cannot listen on " + address + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** A port that was free a moment ago. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago, as was the one above it. */
    public static int freePair() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = free();
            if (port < PORT_MAX && isFree(port + 1)) {
                return port;
            }
        }
        throw new ServerStartException("No two neighbouring ports are free on this machine.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
