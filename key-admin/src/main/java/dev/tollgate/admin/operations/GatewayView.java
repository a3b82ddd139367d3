package dev.tollgate.admin.operations;

import dev.tollgate.admin.operations.GatewayStatuses.Said;
import dev.tollgate.contracts.v1.Answered;
import dev.tollgate.contracts.v1.GatewayStatus;
import dev.tollgate.contracts.v1.View;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/**
 * A gateway, for a person.
 *
 * @param id of its journal
 * @param host the machine; empty if it has no name
 * @param epoch which run of its it is
 * @param startedAt by its own clock
 * @param saidAt when it was last heard of, by the broker's clock
 * @param silent whether it should have been heard of since
 * @param journalEvents decided requests that are not in Kafka yet
 * @param journalPercent how full the journal is
 * @param openClaims claims that the ledger has yet to answer
 * @param claims all that it made since its start
 * @param lapses runs that ended because Kafka was silent
 * @param views what it knows keys, plans and quotas by, in a word
 * @param rates what it answered lately
 */
record GatewayView(
        String id,
        String host,
        long epoch,
        Instant startedAt,
        Instant saidAt,
        boolean silent,
        long journalEvents,
        long journalPercent,
        long openClaims,
        long claims,
        long lapses,
        String views,
        AnswerRates rates) {
    private static final long STALE_MS = 30_000;
    private static final long PERCENT = 100;

    static GatewayView of(Said said, Instant now) {
        GatewayStatus status = said.status();
        AnswerRates rates = AnswerRates.NONE;
        Duration window = Duration.ofMillis(status.getSaidAtMs() - status.getWindowFromMs());
        for (Answered answered : status.getAnsweredList()) {
            rates = rates.and(AnswerRates.of(answered.getOutcome(), answered.getRequests(), window));
        }
        return new GatewayView(
                status.getGateway(),
                status.getHost(),
                status.getEpoch(),
                Instant.ofEpochMilli(status.getStartedAtMs()),
                said.at(),
                said.isSilent(now),
                status.getJournalEvents(),
                status.getJournalBytes() * PERCENT / Math.max(1, status.getJournalBytesMax()),
                status.getOpenClaims(),
                status.getClaims(),
                status.getLapses(),
                views(status),
                rates);
    }

    /** In the words of the one that is worst. */
    private static String views(GatewayStatus status) {
        return status.getViewsList().stream()
                .max(Comparator.comparing(View::getWhole).reversed().thenComparing(View::getAgeMs))
                .map(GatewayView::inWords)
                .orElse("not begun");
    }

    private static String inWords(View view) {
        if (!view.getWhole()) {
            return view.getTopic() + " is being read";
        }
        return view.getAgeMs() > STALE_MS
                ? String.format(Locale.ENGLISH, "%s is %,d s old", view.getTopic(), view.getAgeMs() / 1_000)
                : "up to date";
    }
}
