package dev.tollgate.benchmarks.feedback;

import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much is told of a request: how many claims are made for it, and how many records are written. Requests are spread over gateways at random.
 * Each claim is answered before the next request, and all gateways hear each answer.
 */
public final class FeedbackRun {
    private static final int DAY = 20_000;
    private static final List<Integer> LIMITS = List.of(100, 1_000, 10_000);
    private static final List<Integer> GATEWAYS = List.of(1, 4, 16);
    private static final int REQUESTS_IN_ROUND = 1_000;
    private static final int KEYS_MIN = 1_000;
    private static final int KEYS_MAX = 10_000_000;

    /** Of all keys together. */
    private static final int REQUESTS_A_DAY = 10_000_000;

    /** Half a second's, at a million a second. */
    private static final int EVENTS_IN_COMMIT = 500_000;

    private FeedbackRun() {}

    /** All of them; {@code rounds} quotas each. */
    public static List<Row> run(int rounds) {
        List<Row> rows = new ArrayList<>();
        for (int gateways : GATEWAYS) {
            for (int limit : LIMITS) {
                String name = String.format("feedback: %,d a day, gateways: %d", limit, gateways);
                // Until a tenth more than the quota was asked for.
                rows.add(claims(name, limit, limit + limit / 10, gateways, rounds));
            }
            for (int keys = KEYS_MIN; keys <= KEYS_MAX; keys *= 10) {
                int requests = REQUESTS_A_DAY / keys;
                String name =
                        String.format("feedback: %d gateway%s, keys: %,d", gateways, gateways == 1 ? "" : "s", keys);
                rows.add(claims(name, quotaFor(requests), requests, gateways, rounds));
            }
        }
        for (int keys = KEYS_MIN; keys <= KEYS_MAX; keys *= 10) {
            rows.add(written(keys, rounds));
        }
        return rows;
    }

    /** The smallest that is enough. */
    private static int quotaFor(int requests) {
        return LIMITS.stream().filter(limit -> limit >= requests).findFirst().orElseThrow();
    }

    private static Row claims(String name, int limit, int requests, int gateways, int rounds) {
        Samples claims = new Samples();
        for (int round = 1; round <= rounds; round++) {
            SplittableRandom random = new SplittableRandom(round);
            // Of small quotas several: of ten requests, each claim more is a tenth.
            int quotas = Math.max(1, REQUESTS_IN_ROUND / requests);
            long made = 0;
            for (int quota = 0; quota < quotas; quota++) {
                made += claims(limit, requests, gateways, random);
            }
            claims.add((double) made / quotas / requests);
        }
        return Row.alone(name, claims, "claims a request", null);
    }

    /** What has changed is written once a commit: as many records as keys that a commit's events are of. */
    private static Row written(int keys, int rounds) {
        Samples written = new Samples();
        for (int round = 1; round <= rounds; round++) {
            SplittableRandom random = new SplittableRandom(round);
            BitSet changed = new BitSet(keys);
            for (int i = 0; i < EVENTS_IN_COMMIT; i++) {
                changed.set(random.nextInt(keys));
            }
            written.add((double) changed.cardinality() / EVENTS_IN_COMMIT);
        }
        return Row.alone(
                String.format("writes: a million events a second, keys: %,d", keys), written, "records an event", null);
    }

    private static long claims(int limit, int requests, int count, SplittableRandom random) {
        LedgerOfAll ledger = new LedgerOfAll();
        List<AskingGateway> gateways = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            gateways.add(new AskingGateway("gateway-" + number, ledger));
        }
        Terms terms = new Terms("key_1", 0, limit, 2, 1, true, false);
        List<Subject> subjects =
                gateways.stream().map(gateway -> new Subject(DAY, terms)).toList();
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            int chosen = random.nextInt(count);
            admitted += gateways.get(chosen).asks(subjects.get(chosen)) ? 1 : 0;
        }
        if (admitted != Math.min(requests, limit)) {
            throw new IllegalStateException("Of " + requests + ", " + admitted + " were admitted.");
        }
        return ledger.claims();
    }
}
