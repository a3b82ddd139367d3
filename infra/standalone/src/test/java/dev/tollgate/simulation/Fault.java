package dev.tollgate.simulation;

import dev.tollgate.simulation.Violation.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * A mistake that somebody could make in the product.
 *
 * @param name in a word
 * @param sentence what is wrong
 * @param edits how it comes into the source
 * @param script what a seed makes, to show it
 * @param seed which one shows it
 * @param breaks the rule that it breaks there
 */
record Fault(String name, String sentence, List<Edit> edits, Script script, long seed, Rule breaks) {
    /**
     * A change of one source file.
     *
     * @param source where it lies, from the project's folder on
     * @param snippet what stands there, exactly once
     * @param replacement what stands there instead
     */
    record Edit(String source, String snippet, String replacement) {}

    static Fault of(String name, String sentence) {
        return new Fault(name, sentence, List.of(), Script.SCHEDULE, 0, Rule.BROKEN);
    }

    /** With a change of a class of auth-api, named as from {@code dev.tollgate.auth} on. */
    Fault inGateway(String type, String snippet, String replacement) {
        return with("auth-api/src/main/java/dev/tollgate/auth/" + type, snippet, replacement);
    }

    /** With a change of a class of the ledger. */
    Fault inLedger(String type, String snippet, String replacement) {
        return with("metering-streams/src/main/java/dev/tollgate/metering/ledger/" + type, snippet, replacement);
    }

    private Fault with(String type, String snippet, String replacement) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(type + ".java", snippet, replacement));
        return new Fault(name, sentence, more, script, seed, breaks);
    }

    Fault breaks(Rule rule, long inSchedule) {
        return new Fault(name, sentence, edits, Script.SCHEDULE, inSchedule, rule);
    }

    Fault breaksInDrill(Rule rule, long inDrill) {
        return new Fault(name, sentence, edits, Script.DRILL, inDrill, rule);
    }

    @Override
    public String toString() {
        return name + ": " + sentence;
    }
}
