package dev.tollgate.contracts;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who made a request, as events tell it. Immutable. */
public final class Caller extends Recurring {
    private static final int UNKNOWN = -1;

    private final String keyId;
    private final String accountId;
    private final String subject;

    /** That of the account, once somebody has asked; whoever works it out meanwhile comes to the same. */
    private int partition = UNKNOWN;

    /**
     * @param keyId the key
     * @param accountId its account, which also chooses the partition
     * @param subject what its quota is counted for
     */
    public Caller(String keyId, String accountId, String subject) {
        this.keyId = keyId;
        this.accountId = accountId;
        this.subject = subject;
    }

    /** The key. */
    public String keyId() {
        return keyId;
    }

    /** Its account, which also chooses the partition. */
    public String accountId() {
        return accountId;
    }

    /** Where events of the account belong. */
    public int partition() {
        int known = partition;
        if (known == UNKNOWN) {
            known = Topic.partitionOf(accountId);
            partition = known;
        }
        return known;
    }

    /** What its quota is counted for. */
    public String subject() {
        return subject;
    }

    /** The three of them in this order. */
    @Override
    byte[] pack() {
        byte[] packed = new byte
                [CodedOutputStream.computeStringSizeNoTag(keyId)
                        + CodedOutputStream.computeStringSizeNoTag(accountId)
                        + CodedOutputStream.computeStringSizeNoTag(subject)];
        CodedOutputStream out = CodedOutputStream.newInstance(packed);
        try {
            out.writeStringNoTag(keyId);
            out.writeStringNoTag(accountId);
            out.writeStringNoTag(subject);
        } catch (IOException e) {
            throw new IllegalStateException("Strings take more bytes than they said.", e);
        }
        return packed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Caller that && Arrays.equals(bytes(), that.bytes()));
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return keyId + " of " + accountId + " for " + subject;
    }
}
