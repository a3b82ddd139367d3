package dev.tollgate.benchmarks.keys;

import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.benchmarks.core.CoreGate;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fills the gate's table of keys, and looks keys up, in a JVM of its own, for it may need much memory.
 * {@code TableProcess <few> <many> <rounds>} prints {@code table <bytes a key>}, {@code all <bytes a key>}, {@code heard <bytes a
 * subject>}, {@code asked <bytes a subject>}, and for each round {@code p99 <ns of few> <ns of many>}.
 */
final class TableProcess {
    static final String TABLE = "table";
    static final String ALL = "all";
    static final String HEARD = "heard";
    static final String ASKED = "asked";
    static final String P99 = "p99";

    private static final int SUBJECTS = 200_000;
    private static final Controls NO_CONTROLS = new Controls() {
        @Override
        public void claim(int partition, long epoch, Claim claim) {
            // Nobody is to answer.
        }

        @Override
        public void fence(long upTo) {
            // There is no earlier run.
        }
    };
    private static final int LOOK_UPS = 400_000;
    private static final SplittableRandom RANDOM = new SplittableRandom(7);

    private TableProcess() {}

    public static void main(String[] arguments) throws IOException {
        int few = Integer.parseInt(arguments[0]);
        int many = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        // First, while nothing else comes and goes.
        fillAllowances();
        KeyDirectory small = filled(few);
        long before = usedBytes();
        KeyDirectory large = filled(many);
        System.out.println(ALL + " " + (double) (usedBytes() - before) / many);
        System.out.println(TABLE + " " + (double) large.tableBytes() / many);
        for (int round = 0; round <= rounds; round++) {
            long ofFew = p99(small, few);
            long ofMany = p99(large, many);
            if (round > 0) {
                System.out.println(P99 + " " + ofFew + " " + ofMany);
            }
        }
    }

    /** As of a gateway that has heard of subjects, and then of one that was asked about all of them. */
    private static void fillAllowances() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-bench-keys");
        try (CoreGate core = new CoreGate(folder, 0, (identity, journal) -> NO_CONTROLS)) {
            int today = core.allowances().day(System.currentTimeMillis());
            long before = usedBytes();
            for (int number = 0; number < SUBJECTS; number++) {
                core.allowances().hear(ManyKeys.state(number, today));
            }
            long heard = usedBytes();
            System.out.println(HEARD + " " + (double) (heard - before) / SUBJECTS);
            for (int number = 0; number < SUBJECTS; number++) {
                var unused = core.allowances().standing(new Subject(today, ManyKeys.terms(number)));
            }
            System.out.println(ASKED + " " + (double) (usedBytes() - heard) / SUBJECTS);
        }
    }

    private static KeyDirectory filled(int keys) {
        KeyDirectory directory = new KeyDirectory();
        for (int number = 0; number < keys; number++) {
            directory.put(ManyKeys.key(number));
        }
        return directory;
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Of the time that it takes to hash a secret and find its key, each as likely to be next as any other. */
    private static long p99(KeyDirectory directory, int keys) {
        long[] nanos = new long[LOOK_UPS];
        for (int i = 0; i < LOOK_UPS; i++) {
            byte[] secret = ManyKeys.secret(RANDOM.nextInt(keys));
            long from = System.nanoTime();
            ApiKey key = directory.find(KeyHash.of(secret));
            nanos[i] = System.nanoTime() - from;
            if (key == null) {
                throw new IllegalStateException("A key that was put there is not found.");
            }
        }
        Arrays.sort(nanos);
        return nanos[LOOK_UPS * 99 / 100];
    }
}
