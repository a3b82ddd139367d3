package dev.tollgate.simulation;

import dev.tollgate.simulation.Violation.Rule;
import java.util.List;

/**
 * The mistakes that the protocol's rules are there to prevent, each with a seed that shows what comes of it.
 *
 * <p>A seed is only good for the simulation as it is: after a change of its scripts
 * {@code mvn test -Dtest=PlantedFaultsTest -Dsimulation.hunt=60000} finds new ones.
 */
final class Faults {
    private Faults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("anyctl", "a grant is adopted that answers an older claim")
                        .inGateway(
                                "allowance/Allowance",
                                "if (own.getCtl() != ctl || asked == null) {",
                                "if (asked == null) {")
                        .breaks(Rule.OVERSHOOT, 31),
                Fault.of("nowatermark", "a packet of a run that was fenced opens it again")
                        .inLedger("Gateways", "if (epoch <= watermark) {", "if (epoch < 0) {")
                        .breaks(Rule.FENCED_RUN_LIVES, 1),
                Fault.of("noseq", "an event that is sent again is counted again")
                        .inLedger("Ledger", "if (seen.contains(event.position())) {", "if (event.position() < 0) {")
                        .breaks(Rule.BILLING, 4),
                Fault.of("maxseq", "an event before the last one counted is taken for counted")
                        .inLedger(
                                "SeenPositions",
                                "return interval != null && position < interval.getValue();",
                                "return !toByFrom.isEmpty() && position < toByFrom.lastEntry().getValue();")
                        .breaks(Rule.BILLING, 2545),
                Fault.of("epochnew", "a replayed event is sent as one of the new epoch")
                        .inGateway(
                                "publish/Publisher",
                                "pack(events, full);",
                                "pack(events.stream().map(e -> new RequestEvent(e.position(),"
                                        + " allowances.epoch(), e.day(), e.decidedAtMs(), e.keyId(), e.accountId(),"
                                        + " e.subject(), e.route(), e.outcome(), e.cost(), e.refusal())).toList(), full);")
                        .breaks(Rule.PROBE, 72),
                Fault.of("denyok", "429 where the ledger said OK, to a waiter that others overtook")
                        .inGateway(
                                "allowance/Allowance",
                                "serveWaiters(own.getAnswer() == Answer.DRY && !",
                                "serveWaiters(own.getAnswer() != Answer.PENDING && !")
                        .breaks(Rule.REFUSED_TOO_EARLY, 82),
                Fault.of("drystale", "the proof that nothing is left outlives an upgrade")
                        .inLedger("SubjectAccount", "changed |= reviveDry();", "")
                        .inGateway(
                                "allowance/Allowance", "== Answer.DRY && !state.isOlderThan(terms))", "== Answer.DRY)")
                        .inGateway("allowance/Allowance", "(dry && waiter.ctl > 0 && waiter.ctl <= ctl)", "dry")
                        .breaks(Rule.REFUSED_TOO_EARLY, 5614),
                Fault.of(
                                "adoptold",
                                "what was lent to an earlier epoch is adopted by the next, whose first claim has the same number")
                        .inGateway(
                                "allowance/QuotaFacts",
                                "return own != null && own.getEpoch() == epoch ? own : null;",
                                "return own;")
                        .breaks(Rule.OVERSHOOT, 763),
                Fault.of("supersede", "each waiter claims anew, so that no answer matches")
                        .inGateway(
                                "allowance/Allowance",
                                "waiters.add(waiter);\n        if (asks) {",
                                "waiters.add(waiter);\n        if (!closed) {")
                        .breaks(Rule.NEEDLESS_503, 2444),
                Fault.of("bunch", "ticks are sent before their predecessors have arrived")
                        .inGateway("allowance/Lease", "if (tickUnderWay || (last", "if ((last")
                        .breaks(Rule.RETIRED_TOO_EARLY, 110),
                Fault.of("cachedclock", "requests go by a time that another thread reads once a second")
                        .inGateway(
                                "allowance/Allowances",
                                "    private volatile Run run;\n",
                                "    private volatile Run run;\n    private volatile Moment cached = new Moment(0, 0);\n")
                        .inGateway(
                                "allowance/Allowances",
                                "            long nanos = clock.nanos();\n            Run current = liveRun",
                                "            cached = cached.millis() == 0 ? clock.now() : cached;\n"
                                        + "            millis = cached.millis();\n            long nanos = cached.nanos();\n            Run current = liveRun")
                        .inGateway(
                                "allowance/Allowances",
                                "() -> run == given && !lease.isOver(clock.millis(), clock.nanos())",
                                "() -> run == given && !lease.isOver(cached)")
                        .inGateway(
                                "allowance/Allowances",
                                "public void maintain(Moment now) {\n",
                                "public void maintain(Moment now) {\n        cached = now;\n")
                        .breaks(Rule.RETIRED_TOO_EARLY, 4),
                Fault.of("norecall", "429 while others hold what they do not use")
                        .inLedger("SubjectAccount", "} else if (anyoneElseCanGive(run)) {", "} else if (run == null) {")
                        .breaks(Rule.REFUSED_TOO_EARLY, 5),
                Fault.of("norecalldown", "what was lent under a limit that fell is not recalled")
                        .inLedger("SubjectAccount", "boolean changed = recallOverdraft();", "boolean changed = false;")
                        .breaks(Rule.LENT_FOR_EVER, 291),
                Fault.of("fenceignored", "the ledger does not end epochs that are fenced")
                        .inLedger("Ledger", "if (batch.getFenceUpTo() > 0) {", "if (batch.getFenceUpTo() < 0) {")
                        .breaks(Rule.FENCED_RUN_LIVES, 1),
                Fault.of("fenceearly", "epochs are fenced before their events are in the log")
                        .inGateway(
                                "publish/Publisher",
                                "return fenceUpTo > fenced && journal.acknowledged() >= fenceAfter;",
                                "return fenceUpTo > fenced;")
                        .breaks(Rule.OVERSHOOT, 54835),
                Fault.of("nolease", "a run never ends by itself")
                        .inGateway(
                                "allowance/Lease",
                                "return since != null && since.isOver(LENGTH_MS, nowMillis, nowNanos);",
                                "return since == null && base != null;")
                        .breaks(Rule.RETIRED_TOO_EARLY, 64),
                Fault.of("latestop", "what is given back is in hand until the ledger has answered")
                        .inGateway("allowance/Allowance", "        lower(give);\n", "        lower(0);\n")
                        .inGateway("allowance/Allowance", ".setCap(cap)", ".setCap(Math.max(admitted, cap - give))")
                        .inGateway(
                                "allowance/Allowance",
                                "        raiseTo(own.getGranted());\n",
                                "        lower(Math.max(0, cap - own.getGranted()));\n        raiseTo(own.getGranted());\n")
                        .breaks(Rule.OVERSHOOT, 295),
                Fault.of("wallclock", "what the ledger lends depends on something that is not in the log")
                        .inLedger(
                                "SubjectAccount",
                                "    private boolean limited;\n",
                                "    private boolean limited;\n    private static long calls;\n")
                        .inLedger("SubjectAccount", "free / (2L * gateways.live())", "free / (1 + calls++ % 4)")
                        .breaks(Rule.NOT_A_FOLD, 1),
                Fault.of("noctl", "a claim that is sent again replaces the newer one")
                        .inLedger("SubjectAccount", "if (claim.getCtl() <= entry.ctl) {", "if (claim.getCtl() < 0) {")
                        .breaks(Rule.OVERSHOOT, 484),
                Fault.of("duptick", "a tick that is sent again counts again")
                        .inLedger("Gateways", "if (own == null || tick <= own.tick) {", "if (own == null) {")
                        .breaks(Rule.RETIRED_TOO_EARLY, 15491),
                Fault.of("nofenceepoch", "a run that was given up is open again when something of it arrives late")
                        .inLedger(
                                "Gateways",
                                "        if (isOpen(run)) {\n            gateway(run.gateway())",
                                "        Gateway of = gateway(run.gateway());\n        if (run.epoch() > of.watermark) {\n            of.epochs.computeIfAbsent(run.epoch(), e -> new Epoch()).retired = false;\n            gateway(run.gateway())")
                        .breaks(Rule.LENT_TOO_MUCH, 2206),
                Fault.of(
                                "notlookedagain",
                                "what is seen of the lease, just before the request is journaled, makes no difference")
                        .inGateway(
                                "allowance/Allowances",
                                "() -> run == given && !lease.isOver(clock.millis(), clock.nanos())",
                                "() -> clock.now() != null")
                        .breaks(Rule.RETIRED_TOO_EARLY, 564),
                Fault.of("oldlimit", "what was asked for before the limit fell is used after")
                        .inGateway(
                                "allowance/Allowance",
                                "if (fell && (outstanding || rest > 0)) {",
                                "if (fell && rest > 0) {")
                        .breaks(Rule.PROBE, 1585),
                Fault.of(
                                "ownlimit",
                                "what was lent under a limit that only the ledger knew is kept when a lower one comes")
                        .inGateway("allowance/Allowance", "long before = limit();", "long before = terms.limit();")
                        .breaks(Rule.PROBE, 51956),
                Fault.of("forgottenwaiters", "those who waited for a run that is over are forgotten")
                        .inGateway("allowance/Allowances", "if (!orphans.isEmpty()) {", "if (orphans == null) {")
                        .breaks(Rule.STUCK, 43),
                Fault.of("ackbefore", "the journal forgets events before they are in the log")
                        .inGateway(
                                "publish/Publisher",
                                "long safe = underWay.isEmpty() ? journal.read() : underWay.getFirst().readFrom;",
                                "long safe = journal.read();")
                        .breaks(Rule.BILLING, 1),
                Fault.of("notsentagain", "what was under way in one partition when another failed is not sent again")
                        .inGateway(
                                "publish/Publisher",
                                "System.arraycopy(inLogUpTo, 0, sentUpTo, 0, PARTITIONS);",
                                "System.arraycopy(inLogUpTo, 0, inLogUpTo, 0, PARTITIONS);")
                        .breaks(Rule.BILLING, 11),
                Fault.of("olderstate", "a state is believed that is older than the last one")
                        .inGateway(
                                "allowance/Allowances",
                                "known != null && known.offset() >= given.offset()",
                                "known == given")
                        .breaksInDrill(Rule.REFUSED_TOO_EARLY, 9530),
                Fault.of(
                                "drylater",
                                "what the ledger said to one claim is taken for an answer to requests that came after it")
                        .inGateway("allowance/Allowance", "(dry && waiter.ctl > 0 && waiter.ctl <= ctl)", "dry")
                        .breaksInDrill(Rule.REFUSED_TOO_EARLY, 9352),
                Fault.of("revived", "an acknowledgement revives a lease that is over")
                        .inGateway(
                                "allowance/Allowances",
                                "if (lease.isOver(clock.now())) {\n            // Final",
                                "if (current != run) {\n            // Final")
                        .breaksInDrill(Rule.RETIRED_TOO_EARLY, 77869),
                Fault.of("tickbywallclock", "ticks go by a clock that can be set")
                        .inGateway("allowance/Lease", "!last.isSurelyOver(TICK_MS, now)", "!last.isOver(TICK_MS, now)")
                        .breaksInDrill(Rule.RETIRED_TOO_EARLY, 258),
                Fault.of("crcoff", "a torn record of the journal is taken for whole")
                        .inGateway(
                                "journal/Segment",
                                "return (int) INT.get(bytes, index(position) + Integer.BYTES) == into.checksum(position);",
                                "return true;")
                        .breaks(Rule.BROKEN, 145),
                Fault.of("placeelsewhere", "an event refers to what stands in another segment")
                        .inGateway("journal/Place", "return segment == other.identity();", "return segment != null;")
                        .breaks(Rule.BROKEN, 10),
                Fault.of("positionreused", "a process begins at positions that its predecessor has used")
                        .inGateway(
                                "journal/Journal",
                                "this.start = store.reserved();",
                                "this.start = store.acknowledged();")
                        .breaks(Rule.BILLING, 55));
    }
}
