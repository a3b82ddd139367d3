package dev.tollgate.benchmarks;

import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.benchmarks.LookUpTimes.Kind;
import dev.tollgate.benchmarks.LookUpTimes.LookUp;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./tollgate bench timing}: status 0 if the times of the gate's look-up tell nothing, 1 if they do. */
@Command(
        name = "timing",
        description = {
            "Looks tokens up as the gate does, of keys that are known, revoked and unknown, in random order, and compares",
            "the times by Welch's t. Beside it, in the same run, a ConcurrentHashMap, and tokens that are no keys."
        },
        mixinStandardHelpOptions = true)
final class TimingCommand implements Callable<Integer> {
    private static final double TELLS = 4.5;

    private static final int KEYS = 3_000;

    /** In a round: so few that they stay in the caches, and so few of all that hardly two are compared with the same key. */
    private static final int TOKENS_OF_A_KIND = 16;

    @Option(names = "--samples", description = "Samples of each kind (${DEFAULT-VALUE}).", defaultValue = "1000000")
    private int samples;

    private final List<String> known = new ArrayList<>();
    private final List<String> revoked = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> knownToTheMap = new ArrayList<>();
    private final List<String> unknownToTheMap = new ArrayList<>();
    private final List<String> misspelt = new ArrayList<>();
    private final KeyDirectory directory = new KeyDirectory();
    private final ConcurrentMap<KeyHash, ApiKey> map = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom();

    @Override
    public Integer call() {
        KeyFormat format = new KeyFormat(KeyFormat.DEFAULT_PREFIX, new SecureRandom());
        List<ApiKey> keys = new ArrayList<>();
        while (keys.size() < KEYS) {
            keys.add(key(add(known, format.generate()), KeyState.KEY_ACTIVE));
            keys.add(key(add(revoked, format.generate()), KeyState.KEY_IS_REVOKED));
            unknown.add(format.generate());
            ApiKey mapped = key(add(knownToTheMap, format.generate()), KeyState.KEY_ACTIVE);
            map.put(mapped.hash(), mapped);
            unknownToTheMap.add(format.generate());
            misspelt.add(format.generate() + "0");
        }
        // Every second row lies in two lines of the cache: they must not all be of one kind.
        Collections.shuffle(keys, new Random(random.nextLong()));
        keys.forEach(directory::put);
        System.out.printf("%,d samples of each kind; from a |t| of %.1f on, times tell%n%n", samples, TELLS);
        LookUpTimes times = LookUpTimes.take(this::round, samples, random);
        double gate = row(times, "the gate", "known, unknown", 0, 2);
        gate = Math.max(gate, row(times, "the gate", "revoked, unknown", 1, 2));
        gate = Math.max(gate, row(times, "the gate", "known, revoked", 0, 1));
        row(times, "ConcurrentHashMap", "known, unknown", 4, 5);
        row(times, "the gate", "known, misspelt", 0, 3);
        return gate < TELLS ? 0 : 1;
    }

    private List<Kind> round() {
        // One of each for all that it looks for: the same code compiled twice may take another time.
        LookUp gate = token -> directory.use(token.getBytes(StandardCharsets.ISO_8859_1));
        LookUp peer = token -> map.get(KeyHash.of(token));
        return List.of(
                new Kind(gate, some(known)),
                new Kind(gate, some(revoked)),
                new Kind(gate, some(unknown)),
                new Kind(gate, some(misspelt)),
                new Kind(peer, some(knownToTheMap)),
                new Kind(peer, some(unknownToTheMap)));
    }

    private List<String> some(List<String> tokens) {
        Collections.shuffle(tokens, new Random(random.nextLong()));
        return List.copyOf(tokens.subList(0, TOKENS_OF_A_KIND));
    }

    private static double row(LookUpTimes times, String what, String kinds, int one, int other) {
        double t = times.t(one, other);
        System.out.printf(
                "%-18s %-17s %7.1f ns %7.1f ns   |t| %7.1f  %s%n",
                what, kinds, times.mean(one), times.mean(other), t, t < TELLS ? "" : "tells");
        return t;
    }

    private static String add(List<String> tokens, String token) {
        tokens.add(token);
        return token;
    }

    private static ApiKey key(String token, KeyState state) {
        return new ApiKey(
                KeyHash.of(token),
                "key_1",
                "acc_1",
                "Account",
                "lin_1",
                "Key",
                token.substring(0, 6),
                token.substring(token.length() - 4),
                KeyEnvironment.LIVE,
                state,
                AccountState.ACCOUNT_ACTIVE,
                "free",
                0,
                1,
                OwnLimits.NONE,
                null,
                false,
                Set.of(),
                AddressRanges.NONE,
                0,
                0,
                1);
    }
}
