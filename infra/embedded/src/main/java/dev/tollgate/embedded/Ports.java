package dev.tollgate.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Asks the machine about TCP ports on an address of its own, by binding them for a moment. */
public final class Ports {
    private static final int ATTEMPTS_MAX = 100;
    private static final int PORT_MAX = 65535;
    // Linux gives the ports from 32768 to outgoing connections, macOS and Windows those from 49152.
    private static final int TO_CHOOSE_MIN = 10_000;
    private static final int TO_CHOOSE_MAX = 32_768;
    private static final int IN_A_ROW_MAX = 2;
    private static final int PLACES = (TO_CHOOSE_MAX - TO_CHOOSE_MIN) / IN_A_ROW_MAX;

    /** Begins anywhere, for other processes choose too, and then gives none again before all others. */
    private static final AtomicInteger NEXT_PLACE =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PLACES));

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

    /**
     * A port that was free a moment ago. It lies below those that operating systems give to outgoing connections, so that
     * none of these takes it before the server that it is meant for, also while that server is down. Asked again, this
     * process is given another one, though nobody listens at the first yet.
     */
    public static int free() {
        return freeInARow(1);
    }

    /** As {@link #free()}, and the port above it was free too. */
    public static int freePair() {
        return freeInARow(2);
    }

    private static int freeInARow(int count) {
        return IntStream.generate(NEXT_PLACE::getAndIncrement)
                .limit(ATTEMPTS_MAX)
                .map(place -> TO_CHOOSE_MIN + IN_A_ROW_MAX * Math.floorMod(place, PLACES))
                .filter(first -> IntStream.range(first, first + count).allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow(() -> new ServerStartException("No " + count
                        + " neighbouring ports are free on this machine, of " + ATTEMPTS_MAX + " tried."));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
