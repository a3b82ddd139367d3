package dev.tollgate.contracts;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What was asked for, as events tell it: a name from a bounded set. Immutable. */
public final class RouteName extends Recurring {
    private final String text;

    /** @param text such as {@code GET /v1/messages/{id}} */
    public RouteName(String text) {
        this.text = text;
    }

    /** As text. */
    public String text() {
        return text;
    }

    @Override
    byte[] pack() {
        byte[] packed = new byte[CodedOutputStream.computeStringSizeNoTag(text)];
        try {
            CodedOutputStream.newInstance(packed).writeStringNoTag(text);
        } catch (IOException e) {
            throw new IllegalStateException("A string takes more bytes than it said.", e);
        }
        return packed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof RouteName that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
