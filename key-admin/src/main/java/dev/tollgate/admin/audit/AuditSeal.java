package dev.tollgate.admin.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the audit log in blocks, each with a hash over the one before and all lines since. Nobody who writes waits for it.
 *
 * <p>A line's number is taken before its transaction ends, so a lower one may appear after a higher. Numbers up to one are
 * final when all transactions that ran while it was the last have ended.
 */
@Component
final class AuditSeal {
    private static final Logger log = LoggerFactory.getLogger(AuditSeal.class);

    /** Any number that nothing else here locks. */
    private static final long LOCK = 0x746f6c6c67617465L;

    private static final int LINES_AT_ONCE = 1_000;

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private @Nullable Horizon horizon;

    AuditSeal(JdbcClient database, TransactionTemplate transactions, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What is being waited for.
     *
     * @param lastLine the last number that had been taken
     * @param transactions those with lower numbers may have taken one
     */
    private record Horizon(long lastLine, long transactions) {}

    /** A block as it was written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Block(long number, long lastLine, long lines, byte[] hash) {
        static final Block NONE = new Block(0, Long.MIN_VALUE, 0, new byte[0]);
    }

    /**
     * What became of the log.
     *
     * @param intact whether each block is as it was sealed
     * @param blocks how many there are
     * @param lastSealedLine the last line of the last of them
     * @param head the last hash, in hexadecimal digits: kept elsewhere, it shows whether blocks were cut off the end
     * @param firstBrokenBlock the first that is not as it was sealed; null if all are
     */
    record Verification(
            boolean intact,
            long blocks,
            long lastSealedLine,
            String head,
            @Nullable Long firstBrokenBlock) {}

    /** Seals what has become final since the last call. To be called by one thread, every few seconds. */
    void sealWhatIsFinal() {
        Horizon waitedFor = horizon;
        if (waitedFor == null || oldestRunning() >= waitedFor.transactions()) {
            if (waitedFor != null) {
                transactions.executeWithoutResult(status -> sealUpTo(waitedFor.lastLine()));
            }
            horizon = new Horizon(
                    number("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('audit_log', 'id')), 0)"),
                    number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
        }
    }

    private long oldestRunning() {
        return number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
    }

    private long number(String sql) {
        return database.sql(sql).query(Long.class).single();
    }

    private void sealUpTo(long lastLine) {
        boolean alone = database.sql("SELECT pg_try_advisory_xact_lock(?)")
                .param(LOCK)
                .query(Boolean.class)
                .single();
        if (!alone) {
            return; // another instance is at it
        }
        Block before = database.sql(
                        "SELECT number, last_line, lines, hash FROM audit_blocks ORDER BY number DESC LIMIT 1")
                .query((row, n) -> new Block(
                        row.getLong("number"), row.getLong("last_line"), row.getLong("lines"), row.getBytes("hash")))
                .optional()
                .orElse(Block.NONE);
        Block block = read(before, lastLine);
        if (block.lines() > 0) {
            database.sql("INSERT INTO audit_blocks (number, last_line, lines, hash, sealed_at) VALUES (?, ?, ?, ?, ?)")
                    .params(block.number(), lastLine, block.lines(), block.hash(), Timestamp.from(clock.instant()))
                    .update();
            log.info("Audit block {} is sealed: {}", block.number(), hex(block.hash()));
        }
    }

    /** The block behind {@code before} that ends at {@code lastLine}, from the lines as they are now. */
    private Block read(Block before, long lastLine) {
        MessageDigest digest = sha256();
        digest.update(before.hash());
        long count = 0;
        long from = before.lastLine();
        List<AuditLine> some = lines(from, lastLine);
        while (!some.isEmpty()) {
            some.forEach(line -> digest.update(bytes(line)));
            count += some.size();
            some = lines(some.get(some.size() - 1).id(), lastLine);
        }
        return new Block(before.number() + 1, lastLine, count, digest.digest());
    }

    private List<AuditLine> lines(long behind, long upTo) {
        return database.sql(
                        "SELECT " + AuditLine.COLUMNS + " FROM audit_log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")
                .params(behind, upTo, LINES_AT_ONCE)
                .query(AuditLine::read)
                .list();
    }

    /** Reads the whole log again. */
    Verification verify() {
        List<Block> blocks = database.sql("SELECT number, last_line, lines, hash FROM audit_blocks ORDER BY number")
                .query((row, n) -> new Block(
                        row.getLong("number"), row.getLong("last_line"), row.getLong("lines"), row.getBytes("hash")))
                .list();
        Block before = Block.NONE;
        Long broken = null;
        for (Block block : blocks) {
            Block now = read(before, block.lastLine());
            boolean same = block.number() == now.number()
                    && block.lines() == now.lines()
                    && MessageDigest.isEqual(block.hash(), now.hash());
            if (!same && broken == null) {
                broken = block.number();
            }
            before = block;
        }
        long last = blocks.isEmpty() ? 0 : before.lastLine();
        return new Verification(broken == null, blocks.size(), last, hex(before.hash()), broken);
    }

    /** A line, so that no two different ones are alike. */
    private static byte[] bytes(AuditLine line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(line.id());
            write(line.at().toString(), out);
            write(line.actor(), out);
            write(line.action(), out);
            write(line.objectType(), out);
            write(line.objectId(), out);
            write(line.before(), out);
            write(line.after(), out);
            write(line.remoteAddress(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text == null ? -1 : utf8.length);
        out.write(utf8);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
