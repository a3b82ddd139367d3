package dev.tollgate.chaos.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/**
 * Ports for servers that are stopped and started again. They lie below those that Linux and macOS give to outgoing
 * connections: such a one could take the port of a server that is away, or be connected to itself while it looks for it.
 */
final class LoopbackPorts {
    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;

    private int next = new SecureRandom().nextInt(COUNT);

    /** The first of {@code neighbours} ports in a row that are free now and that nobody else got from here. */
    int take(int neighbours) {
        for (int tried = 0; tried < COUNT; tried += neighbours) {
            int port = FIRST + next;
            next = (next + neighbours) % COUNT;
            if (areFree(port, neighbours)) {
                return port;
            }
        }
        throw new IllegalStateException("No port from " + FIRST + " to " + (FIRST + COUNT) + " is free.");
    }

    private static boolean areFree(int port, int neighbours) {
        for (int offset = 0; offset < neighbours; offset++) {
            if (!isFree(port + offset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody listens there: that is the answer
        }
    }
}
