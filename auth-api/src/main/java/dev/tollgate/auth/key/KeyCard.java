package dev.tollgate.auth.key;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.tollgate.contracts.KeyHash;
import java.io.IOException;

/**
 * What an {@link ApiKey} does not share with many: its names and its account's, dates, and the limits that few have. In some
 * hundred bytes, as Protobuf's variable-length numbers and strings, one after the other; for this process alone, so it has
 * no version.
 */
final class KeyCard {
    /** Far above any card: names have at most a few hundred characters. */
    private static final int BYTES_MAX = 1 << 16;

    /** Numbers, and the lengths of strings, at their longest. */
    private static final int NUMBERS_MAX = 15 * 10;

    private KeyCard() {}

    /**
     * Writes what is a key's own, and returns where it ends.
     *
     * @param to has room for {@link #bytesMax} from {@code start} on
     */
    static int write(ApiKey key, byte[] to, int start) {
        CodedOutputStream out = CodedOutputStream.newInstance(to, start, to.length - start);
        try {
            out.writeUInt64NoTag(key.version());
            out.writeStringNoTag(key.id());
            out.writeStringNoTag(key.accountId());
            out.writeStringNoTag(key.accountName());
            out.writeStringNoTag(key.lineage().equals(key.id()) ? "" : key.lineage());
            out.writeStringNoTag(key.name());
            out.writeStringNoTag(key.prefix());
            out.writeStringNoTag(key.lastFour());
            out.writeInt32NoTag(key.planFromDay());
            out.writeUInt64NoTag(key.planAssignment());
            out.writeUInt64NoTag(key.createdAtMs());
            out.writeUInt64NoTag(key.expiresAtMs());
            OwnLimits own = key.ownLimits();
            out.writeUInt64NoTag(own.version());
            if (own.version() != 0) {
                out.writeSInt64NoTag(own.daily());
                out.writeSInt64NoTag(own.burstPerSecond());
            }
        } catch (IOException e) {
            throw new IllegalStateException("A card is longer than it can be.", e);
        }
        return start + out.getTotalBytesWritten();
    }

    /**
     * As many bytes as the card of that key may take.
     *
     * @throws IllegalArgumentException if they are more than 65,536
     */
    static int bytesMax(ApiKey key) {
        long characters = 0L
                + key.id().length()
                + key.accountId().length()
                + key.accountName().length()
                + key.lineage().length()
                + key.name().length()
                + key.prefix().length()
                + key.lastFour().length();
        // A character takes three bytes at most, and two of a pair take four.
        long bytes = NUMBERS_MAX + 3 * characters;
        if (bytes > BYTES_MAX) {
            throw new IllegalArgumentException("What is a key's own does not fit into its card.");
        }
        return (int) bytes;
    }

    /** The key that has that card. */
    static ApiKey read(byte[] cards, int start, KeyHash hash, Entitlement shared) {
        CodedInputStream in = from(cards, start);
        try {
            long version = in.readUInt64();
            String id = in.readString();
            String accountId = in.readString();
            String accountName = in.readString();
            String lineage = in.readString();
            String name = in.readString();
            String prefix = in.readString();
            String lastFour = in.readString();
            int planFromDay = in.readInt32();
            long planAssignment = in.readUInt64();
            long createdAtMs = in.readUInt64();
            long expiresAtMs = in.readUInt64();
            return new ApiKey(
                    hash,
                    id,
                    accountId,
                    accountName,
                    lineage.isEmpty() ? id : lineage,
                    name,
                    prefix,
                    lastFour,
                    shared.environment(),
                    shared.state(),
                    shared.accountState(),
                    shared.planId(),
                    planFromDay,
                    planAssignment,
                    ownLimits(in),
                    shared.override(),
                    shared.shadow(),
                    shared.scopes(),
                    shared.allowedIps(),
                    createdAtMs,
                    expiresAtMs,
                    version);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static OwnLimits ownLimits(CodedInputStream in) throws IOException {
        long version = in.readUInt64();
        return version == 0 ? OwnLimits.NONE : new OwnLimits(in.readSInt64(), in.readSInt64(), version);
    }

    /** Which version of its key a card is of. */
    static long version(byte[] cards, int start) {
        try {
            return from(cards, start).readUInt64();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static CodedInputStream from(byte[] cards, int start) {
        return CodedInputStream.newInstance(cards, start, cards.length - start);
    }

    private static IllegalStateException unreadable(IOException e) {
        return new IllegalStateException("A card in memory is not as it was written.", e);
    }
}
