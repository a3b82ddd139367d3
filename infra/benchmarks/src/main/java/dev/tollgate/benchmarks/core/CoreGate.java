package dev.tollgate.benchmarks.core;

import dev.tollgate.auth.allowance.AllowanceMetrics;
import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Gate;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.JournalKeeper;
import dev.tollgate.auth.journal.SegmentFiles;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.QuotaScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** The gate without its edge: keys, allowances and a journal on disk. Where its claims go is another's matter. */
public final class CoreGate implements AutoCloseable {
    private static final long LIMIT = 2_000_000_000;
    private static final long JOURNAL_BYTES = 1L << 30;
    private static final Plan PLAN = new Plan(
            "bench",
            1,
            "Bench",
            LIMIT,
            QuotaScope.PER_KEY,
            QuotaScope.PER_KEY,
            0,
            false,
            Plan.UNLIMITED,
            false,
            List.of());

    private final KeyDirectory keys = new KeyDirectory();
    private final List<GateRequest> requests = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final GatewayIdentity identity;
    private final Journal journal;
    private final JournalKeeper keeper;
    private final Allowances allowances;
    private final Gate gate;

    /** @param controls takes claims, given whose they are and where events are read */
    public CoreGate(Path folder, int keyCount, BiFunction<GatewayIdentity, Journal, Controls> controls)
            throws IOException {
        identity = GatewayIdentity.open(folder);
        journal = new Journal(new SegmentFiles(folder, identity, SegmentFiles.SEGMENT_BYTES), JOURNAL_BYTES);
        keeper = new JournalKeeper(journal, Duration.ofSeconds(1));
        PlanDirectory plans = new PlanDirectory();
        plans.put(PLAN);
        allowances = new Allowances(
                identity,
                GateClock.SYSTEM,
                controls.apply(identity, journal),
                (delayMs, task) -> {
                    ScheduledFuture<?> pending = timer.schedule(task, delayMs, TimeUnit.MILLISECONDS);
                    return () -> pending.cancel(false);
                },
                answers,
                new AllowanceMetrics(new SimpleMeterRegistry()));
        gate = new Gate(keys, plans, () -> true, allowances, journal, GateClock.SYSTEM);
        KeyFormat format = new KeyFormat(KeyFormat.DEFAULT_PREFIX, new SecureRandom());
        Route route = new Route("GET /v1/things/{id}", null, 1);
        for (int number = 0; number < keyCount; number++) {
            String token = format.generate();
            keys.put(key(number, token));
            requests.add(new GateRequest(new Credential.Token(token), InetAddress.getLoopbackAddress(), route));
        }
    }

    /** The key and the subject of a number. */
    public static String id(int number) {
        return String.format("key_%016d", number);
    }

    private static ApiKey key(int number, String token) {
        String id = id(number);
        return new ApiKey(
                KeyHash.of(token),
                id,
                String.format("acc_%016d", number),
                "Account " + number,
                id,
                "Key " + number,
                token.substring(0, 8),
                token.substring(token.length() - 4),
                KeyEnvironment.LIVE,
                KeyState.KEY_ACTIVE,
                AccountState.ACCOUNT_ACTIVE,
                PLAN.id(),
                0,
                1,
                OwnLimits.NONE,
                null,
                false,
                Set.of(),
                AddressRanges.NONE,
                1_700_000_000_000L,
                0,
                1);
    }

    public Gate gate() {
        return gate;
    }

    public Allowances allowances() {
        return allowances;
    }

    public Journal journal() {
        return journal;
    }

    /** A request of each key. */
    public List<GateRequest> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        answers.shutdownNow();
        keeper.close();
        identity.close();
    }
}
