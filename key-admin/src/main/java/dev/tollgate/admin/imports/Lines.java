package dev.tollgate.admin.imports;

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

    /** A longer line shows by one byte that is no carriage return. */
    private static final int KEPT_MAX = BYTES_MAX + 2;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number;

    Lines(InputStream in) {
        this.in = in;
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
            boolean ended = readLine();
            if (!ended && bytes.size() == 0) {
                return null;
            }
            number++;
            Line line = decode();
            if (line.text() == null || !line.text().isBlank()) {
                return line;
            }
        }
    }

    /** Takes bytes up to the end of the line; false if what is read ends before it. */
    private boolean readLine() throws IOException {
        while (from < to || fill()) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            bytes.write(buffer, from, Math.min(end - from, KEPT_MAX - bytes.size()));
            boolean ended = end < to;
            from = ended ? end + 1 : end;
            if (ended) {
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer, 0, buffer.length));
        return to > 0;
    }

    private Line decode() {
        byte[] line = bytes.toByteArray();
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        if (length > BYTES_MAX) {
            return new Line(number, null, "is longer than 64 kB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
            return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "is not UTF-8");
        }
    }
}
