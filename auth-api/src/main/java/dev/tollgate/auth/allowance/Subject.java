package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.DayKey;
import org.jspecify.annotations.Nullable;

/** What a quota is counted for on a day, and by which terms. Remembers its allowance, so that it is looked for only once. */
public final class Subject {
    private final DayKey key;
    private final Terms terms;

    /** Of the run that was last asked for it. */
    private volatile @Nullable Allowance allowance;

    /** @param day days since 1970-01-01, UTC */
    public Subject(int day, Terms terms) {
        this.key = new DayKey(day, terms.subject());
        this.terms = terms;
    }

    /** By which its requests are decided. */
    public Terms terms() {
        return terms;
    }

    DayKey key() {
        return key;
    }

    /** Its allowance of {@code run}, if that has been looked for. */
    @Nullable
    Allowance allowanceOf(Run run) {
        Allowance known = allowance;
        return known != null && known.isOf(run) ? known : null;
    }

    void remember(Allowance found) {
        allowance = found;
    }
}
