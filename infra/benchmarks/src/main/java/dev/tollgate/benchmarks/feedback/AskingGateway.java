package dev.tollgate.benchmarks.feedback;

import dev.tollgate.auth.allowance.AllowanceMetrics;
import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Claimant;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.Epochs;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Claim;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A gateway's allowances, for which time stands still. */
final class AskingGateway implements Epochs, Controls, GateClock, Claimant<Object, Boolean> {
    private static final long EPOCH = 1;
    private static final long NOON_MS = UtcDay.startMillis(20_000) + UtcDay.MILLIS / 2;

    private final String name;
    private final LedgerOfAll ledger;
    private final Allowances allowances;
    private boolean admitted;

    AskingGateway(String name, LedgerOfAll ledger) {
        this.name = name;
        this.ledger = ledger;
        this.allowances = new Allowances(
                this,
                this,
                this,
                (delayMs, task) -> () -> {
                    // No wait ends by itself.
                },
                Runnable::run,
                new AllowanceMetrics(new SimpleMeterRegistry()));
        ledger.join(name, EPOCH, allowances::hear);
    }

    /** Whether a request is admitted, once the ledger has answered. */
    boolean asks(Subject subject) {
        admitted = false;
        allowances.take(subject, 1, NOON_MS, this);
        ledger.settle();
        return admitted;
    }

    @Override
    public @Nullable Boolean admitted(long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
        admitted = true;
        return true;
    }

    @Override
    public Object waits(CompletableFuture<Boolean> result, BooleanSupplier abandon) {
        return this;
    }

    @Override
    public Boolean exhausted(long epoch, Standing standing) {
        return false;
    }

    @Override
    public Boolean unanswered(long epoch, Standing standing) {
        throw new IllegalStateException("The ledger answers at once.");
    }

    @Override
    public String gateway() {
        return name;
    }

    @Override
    public long epoch() {
        return EPOCH;
    }

    @Override
    public long nextEpoch() {
        throw new IllegalStateException("No lease ends while time stands still.");
    }

    @Override
    public void claim(int partition, long epoch, Claim claim) {
        ledger.claim(name, epoch, claim);
    }

    @Override
    public void fence(long upTo) {
        throw new IllegalStateException("There is no earlier run.");
    }

    @Override
    public long millis() {
        return NOON_MS;
    }

    @Override
    public long nanos() {
        return 0;
    }
}
