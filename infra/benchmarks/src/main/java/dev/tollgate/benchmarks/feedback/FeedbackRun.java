package dev.tollgate.benchmarks.feedback;

import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How many claims are made for a request, by the size of a quota and the number of gateways among which its requests are
 * spread at random, from the first until a tenth more than the quota was asked for. Each claim is answered before the next
 * request, and all gateways hear each answer.
 */
public final class FeedbackRun {
    private static final int DAY = 20_000;
    private static final List<Integer> LIMITS = List.of(100, 1_000, 10_000);
    private static final List<Integer> GATEWAYS = List.of(1, 4, 16);

    private FeedbackRun() {}

    /** All of them; {@code rounds} quotas each. */
    public static List<Row> run(int rounds) {
        List<Row> rows = new ArrayList<>();
        for (int limit : LIMITS) {
            for (int gateways : GATEWAYS) {
                Samples claims = new Samples();
                for (int round = 1; round <= rounds; round++) {
                    claims.add(claims(limit, gateways, new SplittableRandom(round)));
                }
                rows.add(Row.alone(
                        String.format("feedback: %,d a day, gateways: %d", limit, gateways),
                        claims,
                        "claims a request",
                        null));
            }
        }
        return rows;
    }

    private static double claims(int limit, int count, SplittableRandom random) {
        LedgerOfAll ledger = new LedgerOfAll();
        List<AskingGateway> gateways = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            gateways.add(new AskingGateway("gateway-" + number, ledger));
        }
        Terms terms = new Terms("key_1", 0, limit, 2, 1, true, false);
        List<Subject> subjects =
                gateways.stream().map(gateway -> new Subject(DAY, terms)).toList();
        int requests = limit + limit / 10;
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            int chosen = random.nextInt(count);
            admitted += gateways.get(chosen).asks(subjects.get(chosen)) ? 1 : 0;
        }
        if (admitted != limit) {
            throw new IllegalStateException("Of " + limit + ", " + admitted + " were admitted.");
        }
        return (double) ledger.claims() / requests;
    }
}
