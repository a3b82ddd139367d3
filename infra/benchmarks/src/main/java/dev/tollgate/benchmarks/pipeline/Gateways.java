package dev.tollgate.benchmarks.pipeline;

import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.publish.Publishing;
import dev.tollgate.benchmarks.core.CoreGate;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.v1.QuotaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Gateways without an edge, in this process, each with a journal of its own that it publishes. All have the same keys. */
final class Gateways implements AutoCloseable {
    private static final int JOURNAL_BYTES_AHEAD_MAX = 64 << 20;

    private final List<Member> members = new ArrayList<>();
    private final AtomicLong refused = new AtomicLong();

    private record Member(CoreGate core, Publishing publishing) {}

    /** @param folder for all of them */
    Gateways(Path folder, String bootstrap, int count, int keys) throws IOException {
        for (int number = 0; number < count; number++) {
            members.add(member(Files.createDirectories(folder.resolve("gate-" + number)), bootstrap, keys));
        }
        members.forEach(member -> member.publishing.start(member.core.allowances()));
    }

    private static Member member(Path folder, String bootstrap, int keys) throws IOException {
        @Nullable Publishing[] made = new Publishing[1];
        CoreGate core = new CoreGate(folder, keys, (identity, journal) -> {
            Publishing publishing =
                    new Publishing(KafkaConnection.of(bootstrap, ""), identity.gateway(), journal, GateClock.SYSTEM);
            made[0] = publishing;
            return publishing.controls();
        });
        return new Member(core, Objects.requireNonNull(made[0]));
    }

    /** All of them hear what the ledger says. */
    void hear(QuotaState state) {
        members.forEach(member -> member.core.allowances().hear(state));
    }

    /** One of them decides about a request of a key, once the pipeline is not too far behind. */
    Verdict decide(int gateway, int key) {
        CoreGate core = members.get(gateway).core;
        while (core.journal().unacknowledgedBytes() > JOURNAL_BYTES_AHEAD_MAX / members.size()) {
            // As fast as the pipeline takes them is what is measured.
            LockSupport.parkNanos(200_000);
        }
        GateRequest request = core.requests().get(key);
        Verdict verdict = core.gate().decide(request);
        if (verdict instanceof Verdict.Waiting waiting) {
            // A key's first request: with many keys, to wait for each of them would be all that is measured.
            var unused = waiting.decision().thenAccept(this::check);
        } else {
            check((Decision) verdict);
        }
        return verdict;
    }

    private void check(Decision decision) {
        if (!(decision instanceof Decision.Admitted)) {
            refused.incrementAndGet();
        }
    }

    /** How many are there. */
    int count() {
        return members.size();
    }

    /**
     * Says that all that was decided so far was admitted.
     *
     * @throws IOException if it was not
     */
    void requireAllAdmitted() throws IOException {
        if (refused.get() > 0) {
            throw new IOException(refused.get() + " requests were refused.");
        }
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.publishing.close();
            member.core.close();
        }
    }
}
