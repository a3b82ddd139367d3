package dev.tollgate.chaos;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told.
 *
 * @param rounds how often trouble is made
 * @param seed what trouble follows from
 * @param gateways how many instances of auth-api
 * @param outage whose absence is measured instead; null for rounds of trouble
 * @param seconds how long that is
 * @param changes how many changes of keys are measured instead; 0 for none
 * @param keep whether data and logs stay also where the books agree
 */
record Options(
        int rounds, long seed, int gateways, @Nullable Absent outage, int seconds, int changes, boolean keep) {
    static final String USAGE = """
            Usage: ./tollgate chaos [--rounds N] [--seed S] [--gateways N] [--keep]
                   ./tollgate chaos --outage kafka|postgres [--seconds N] [--gateways N] [--keep]
                   ./tollgate chaos --changes N [--gateways N] [--keep]

              Starts a Tollgate of separate processes, calls it without a pause, and compares all books when it is quiet again.

              --rounds N    how often one or two of the processes are killed, stopped or restarted   (5)
              --seed S      what is done to whom, and when, follows from it                          (1)
              --gateways N  instances of auth-api                                                    (3)
              --outage X    stops Kafka or PostgreSQL once, and tells the latencies before, during and after
              --seconds N   for how long                                                             (60)
              --changes N   changes N keys' states and scopes instead, and tells how soon all gateways act by it
              --keep        keeps data and logs also where the books agree""";

    private static final int ROUNDS = 5;
    private static final int ROUNDS_MAX = 10_000;
    private static final int GATEWAYS = 3;
    private static final int GATEWAYS_MAX = 8;
    private static final int SECONDS = 60;
    private static final int SECONDS_MAX = 3_600;
    private static final int CHANGES_MAX = 100_000;

    /** Whether trouble is made in rounds, and nothing else is measured. */
    boolean hasRounds() {
        return outage == null && changes == 0;
    }

    /** What is done, in a word or two. */
    String doing() {
        if (outage != null) {
            return "outage";
        }
        return changes > 0 ? changes + " changes" : rounds + " rounds";
    }

    /** @throws IllegalArgumentException if they make no sense; the message says which */
    static Options of(List<String> arguments) {
        Options options = new Options(ROUNDS, 1, GATEWAYS, null, SECONDS, 0, false);
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--keep")) {
                options = new Options(
                        options.rounds,
                        options.seed,
                        options.gateways,
                        options.outage,
                        options.seconds,
                        options.changes,
                        true);
            } else {
                i++;
                options = options.with(name, i < arguments.size() ? arguments.get(i) : "");
            }
        }
        if (options.outage != null && options.changes > 0) {
            throw new IllegalArgumentException("Either --outage or --changes can be measured at a time.");
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--rounds" ->
                new Options((int) number(name, value, 1, ROUNDS_MAX), seed, gateways, outage, seconds, changes, keep);
            case "--seed" ->
                new Options(rounds, number(name, value, 0, Long.MAX_VALUE), gateways, outage, seconds, changes, keep);
            case "--gateways" ->
                new Options(rounds, seed, (int) number(name, value, 1, GATEWAYS_MAX), outage, seconds, changes, keep);
            case "--outage" -> new Options(rounds, seed, gateways, outage(value), seconds, changes, keep);
            case "--seconds" ->
                new Options(rounds, seed, gateways, outage, (int) number(name, value, 1, SECONDS_MAX), changes, keep);
            case "--changes" ->
                new Options(rounds, seed, gateways, outage, seconds, (int) number(name, value, 1, CHANGES_MAX), keep);
            default -> throw new IllegalArgumentException("There is no option " + name + ".");
        };
    }

    private static Absent outage(String value) {
        for (Absent absent : Absent.values()) {
            if (absent.name().toLowerCase(Locale.ROOT).equals(value)) {
                return absent;
            }
        }
        throw new IllegalArgumentException("--outage must be kafka or postgres.");
    }

    private static long number(String name, String value, long min, long max) {
        if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) < min || Long.parseLong(value) > max) {
            throw new IllegalArgumentException(name + " must be a number from " + min + " to " + max + ".");
        }
        return Long.parseLong(value);
    }
}
