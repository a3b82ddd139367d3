package dev.tollgate.auth.key;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.tollgate.contracts.KeyHash;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is an {@link ApiKey}'s own: its names, its dates, and the limits that few have. In some sixty bytes, as Protobuf's
 * variable-length numbers and strings, one after the other; for this process alone, so it has no version.
 */
final class KeyCard {
    /** Far above any card: a record of api-keys, whose strings these are, has at most a million bytes. */
    private static final int BYTES_MAX = 1 << 20;

    /** Numbers, and the lengths of strings, at their longest. */
    private static final int NUMBERS_MAX = 11 * 10;

    private KeyCard() {}

    /** @throws IllegalArgumentException if it takes more than a million bytes */
    static byte[] write(ApiKey key) {
        byte[] card = new byte[sizeMax(key)];
        CodedOutputStream out = CodedOutputStream.newInstance(card);
        try {
            out.writeUInt64NoTag(key.version());
            out.writeStringNoTag(key.id());
            out.writeStringNoTag(key.lineage().equals(key.id()) ? "" : key.lineage());
            out.writeStringNoTag(key.name());
            out.writeStringNoTag(key.prefix());
            out.writeStringNoTag(key.lastFour());
            out.writeUInt64NoTag(key.createdAtMs());
            out.writeUInt64NoTag(key.expiresAtMs());
            OwnLimits own = key.ownLimits();
            out.writeUInt64NoTag(own.version());
            if (own.version() != 0) {
                out.writeSInt64NoTag(own.daily());
                out.writeSInt64NoTag(own.burstPerSecond());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("What is a key's own does not fit into its card.", e);
        }
        return Arrays.copyOf(card, out.getTotalBytesWritten());
    }

    private static int sizeMax(ApiKey key) {
        long characters = 0L
                + key.id().length()
                + key.lineage().length()
                + key.name().length()
                + key.prefix().length()
                + key.lastFour().length();
        // A character takes three bytes at most, and two of a pair take four.
        return (int) Math.min(BYTES_MAX, NUMBERS_MAX + 3 * characters);
    }

    /** The key that has that card. */
    static ApiKey read(byte[] card, KeyHash hash, Entitlement shared) {
        CodedInputStream in = CodedInputStream.newInstance(card);
        try {
            long version = in.readUInt64();
            String id = in.readString();
            String lineage = in.readString();
            String name = in.readString();
            String prefix = in.readString();
            String lastFour = in.readString();
            long createdAtMs = in.readUInt64();
            long expiresAtMs = in.readUInt64();
            return new ApiKey(
                    hash,
                    id,
                    shared.accountId(),
                    shared.accountName(),
                    lineage.isEmpty() ? id : lineage,
                    name,
                    prefix,
                    lastFour,
                    shared.environment(),
                    shared.state(),
                    shared.accountState(),
                    shared.planId(),
                    shared.planFromDay(),
                    shared.planAssignment(),
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

    /** Which version of its key it is of. */
    static long version(byte[] card) {
        try {
            return CodedInputStream.newInstance(card).readUInt64();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(IOException e) {
        return new IllegalStateException("A card in memory is not as it was written.", e);
    }
}
