package dev.tollgate.metering.ledger;

/**
 * A claim asks to be settled by a rule that this version does not have. To guess would give grants that a newer version,
 * processing the same log again, would not: the stream must stop until it is upgraded.
 */
public final class UnknownRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownRuleException(int rule) {
        super("A claim asks for rule " + rule + ", and this version of metering-streams knows rule " + Ledger.RULE
                + " only. Upgrade metering-streams before the gateways.");
    }
}
