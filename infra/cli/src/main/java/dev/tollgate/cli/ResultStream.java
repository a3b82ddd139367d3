package dev.tollgate.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Tells a reader that has what it wanted, such as head, from a disk that is full. */
final class ResultStream extends FilterOutputStream {
    private boolean readerGone;

    ResultStream(OutputStream out) {
        super(out);
    }

    /** Whether nobody reads the rest of the result. */
    boolean isReaderGone() {
        return readerGone;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            // The JVM has no other name for it.
            readerGone = "Broken pipe".equals(e.getMessage());
            throw e;
        }
    }
}
