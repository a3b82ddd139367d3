package dev.tollgate.simulation;

/** Something was seen that must never be. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    final Rule rule;

    /** What must hold. */
    enum Rule {
        /** No more is admitted than the limit, what a silent gateway had not sent, and what was admitted without a lease. */
        OVERSHOOT,
        /** No 429 while any living gateway could have admitted the request. */
        REFUSED_TOO_EARLY,
        /** No more is lent than the limit. */
        LENT_TOO_MUCH,
        /** What was lent under a limit that has fallen since comes back. */
        LENT_FOR_EVER,
        /** A run that was given up has stopped admitting before. */
        RETIRED_TOO_EARLY,
        /** A run that was fenced is over for good. */
        FENCED_RUN_LIVES,
        /** Where nothing is wrong, and enough is left, every request is answered in time. */
        NEEDLESS_503,
        /** What is admitted is counted, once. */
        BILLING,
        /** The same log position gives the same output. */
        NOT_A_FOLD,
        /** A strict plan is refused, not admitted, where no answer comes; any other is not refused. */
        WRONG_ANSWER,
        /** Every request is answered. */
        STUCK,
        /** What is journaled gets into the log. */
        NOT_DRAINED,
        /** Counters add up. */
        COUNTERS,
        /** In the end exactly the rest is admitted. */
        PROBE,
        /** Nothing breaks. */
        BROKEN
    }

    Violation(Rule rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    Violation(Throwable broken) {
        super(Rule.BROKEN + ": " + broken, broken);
        this.rule = Rule.BROKEN;
    }
}
