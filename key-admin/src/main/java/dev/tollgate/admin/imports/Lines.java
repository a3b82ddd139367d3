package dev.tollgate.admin.imports;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8, one at a time, none of which is kept when it is too long. */
final class Lines {
    static final int BYTES_MAX = 64 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param text without its end; null if it cannot be read
     * @param fault why it cannot be read; null if it can
     */
    record Line(
            long number, @Nullable String text, @Nullable String fault) {}

    /** The next line that is not empty; null if there is none. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            bytes.reset();
            int last = readLine();
            if (last < 0 && bytes.size() == 0) {
                return null;
            }
            number++;
            Line line = decode();
            if (line.text() == null || !line.text().isBlank()) {
                return line;
            }
        }
    }

    private int readLine() throws IOException {
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r' && bytes.size() <= BYTES_MAX) {
                bytes.write(next);
            }
            next = in.read();
        }
        return next;
    }

    private Line decode() {
        if (bytes.size() > BYTES_MAX) {
            return new Line(number, null, "is longer than 64 kB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "is not UTF-8");
        }
    }
}
