package dev.tollgate.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls a server on this machine as fast as it answers: a fixed number of connections, each with one request under way, for
 * a fixed time. One thread, and as little work for an answer as will do, for it takes its share of the same cores.
 */
public final class Load implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 16 * 1024;

    private final Selector selector;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<byte[]> requests;
    private int next;
    private long answers;
    private long others;

    /**
     * What came back.
     *
     * @param answers of status 200
     * @param others of any other status
     */
    public record Result(long answers, long others, Duration time) {
        public double perSecond() {
            return answers * 1e9 / time.toNanos();
        }
    }

    private Load(List<byte[]> requests) throws IOException {
        this.requests = requests;
        this.selector = Selector.open();
    }

    /**
     * Sends the requests in turn, again and again.
     *
     * @throws IOException if the server closes a connection, or answers what this cannot read
     */
    public static Result run(int port, List<byte[]> requests, int connections, Duration time) throws IOException {
        try (Load load = new Load(requests)) {
            load.connect(port, connections);
            long start = System.nanoTime();
            load.loop(start + time.toNanos());
            return new Result(load.answers, load.others, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void connect(int port, int connections) throws IOException {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(target);
            channels.add(channel);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(ANSWER_BYTES_MAX));
        }
    }

    private void loop(long end) throws IOException {
        for (SocketChannel channel : channels) {
            send(channel);
        }
        while (System.nanoTime() < end) {
            selector.select(this::received, 100);
        }
    }

    private void send(SocketChannel channel) throws IOException {
        byte[] request = requests.get(next);
        next = (next + 1) % requests.size();
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void received(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        try {
            if (channel.read(buffer) < 0) {
                throw new IOException("The server closed a connection.");
            }
            if (isWhole(buffer)) {
                count(buffer);
                buffer.clear();
                send(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(ByteBuffer answer) {
        boolean ok = answer.get(9) == '2' && answer.get(10) == '0' && answer.get(11) == '0';
        if (ok) {
            answers++;
        } else {
            others++;
        }
    }

    /** Whether headers and body are there. */
    private static boolean isWhole(ByteBuffer buffer) throws IOException {
        int length = -1;
        int line = 0;
        for (int i = 0; i + 1 < buffer.position(); i++) {
            if (buffer.get(i) == '\r' && buffer.get(i + 1) == '\n') {
                if (i == line) {
                    if (length < 0) {
                        throw new IOException("An answer without Content-Length.");
                    }
                    return buffer.position() >= i + 2 + length;
                }
                if (isContentLength(buffer, line)) {
                    length = number(buffer, line + 15, i);
                }
                line = i + 2;
            }
        }
        if (!buffer.hasRemaining()) {
            throw new IOException("An answer of more than " + ANSWER_BYTES_MAX + " bytes.");
        }
        return false;
    }

    private static boolean isContentLength(ByteBuffer buffer, int line) {
        return buffer.position() > line + 15
                && (buffer.get(line) | 0x20) == 'c'
                && (buffer.get(line + 8) | 0x20) == 'l'
                && buffer.get(line + 7) == '-'
                && buffer.get(line + 14) == ':';
    }

    private static int number(ByteBuffer buffer, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            byte digit = buffer.get(i);
            if (digit >= '0' && digit <= '9') {
                number = 10 * number + (digit - '0');
            }
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
