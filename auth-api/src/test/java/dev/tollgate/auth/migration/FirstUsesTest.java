package dev.tollgate.auth.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.decision.Verdict.Waiting;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.KeyInUse;
import dev.tollgate.auth.key.SampleKeys;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who waits for a key that nobody knows yet, and how that ends. */
class FirstUsesTest {
    private static final String KEY = "old-key-of-some-length";
    private static final String ROW = "{\"account_id\":\"acc_1\"}";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Refused INVALID = new Refused(Reason.KEY_INVALID, null, null, 0);
    private static final Refused UNAVAILABLE = new Refused(Reason.NOT_READY, null, null, 1);

    private final KeyDirectory keys = new KeyDirectory();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> asked = new ArrayList<>();
    private final List<String> handedOver = new ArrayList<>();
    private CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private boolean guessing;
    private int decided;

    @Test
    void shouldWaitUntilTheKeyIsKnownAndThenDecideByTheGate() {
        Waiting waiting = (Waiting) firstUses(LONG).decide(request(KEY));
        answer.complete(Optional.of(ROW));
        assertThat(handedOver).containsExactly(ROW);
        assertThat(waiting.decision().toCompletableFuture()).isNotDone();

        arrive(KEY);

        assertThat(result(waiting)).isInstanceOf(Admitted.class);
        assertThat(decided).as("before it was asked for, and when it was there").isEqualTo(2);
        assertThat(count("taken_over")).isEqualTo(1);
        assertThat(waiting.abandon().getAsBoolean()).as("it has been decided").isFalse();
    }

    @Test
    void shouldAskOnceForAllWhoComeWithTheSameKey() {
        FirstUses uses = firstUses(LONG);
        List<Waiting> waiting =
                List.of((Waiting) uses.decide(request(KEY)), (Waiting) uses.decide(request(KEY)), (Waiting)
                        uses.decide(request(KEY)));
        answer.complete(Optional.of(ROW));
        arrive(KEY);

        assertThat(asked).containsExactly(KEY);
        assertThat(handedOver).hasSize(1);
        assertThat(waiting).allSatisfy(one -> assertThat(result(one)).isInstanceOf(Admitted.class));
    }

    @Test
    void shouldRefuseWhatIsNoKeyThereAsAnyUnknownKey() {
        answer.complete(Optional.empty());

        assertThat(result((Waiting) firstUses(LONG).decide(request(KEY)))).isEqualTo(INVALID);

        assertThat(handedOver).isEmpty();
        assertThat(count("unknown")).isEqualTo(1);
    }

    @Test
    void shouldAskAnewForAKeyThatWasNotThere() {
        FirstUses uses = firstUses(LONG);
        answer.complete(Optional.empty());
        uses.decide(request(KEY));
        answer = new CompletableFuture<>();

        Waiting again = (Waiting) uses.decide(request(KEY));
        answer.complete(Optional.of(ROW));
        arrive(KEY);

        assertThat(result(again)).isInstanceOf(Admitted.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldNotCallAKeyWrongWhereNobodyCanTell() {
        answer.completeExceptionally(new IOException("it answers 500"));

        assertThat(result((Waiting) firstUses(LONG).decide(request(KEY)))).isEqualTo(UNAVAILABLE);

        assertThat(count("unavailable")).isEqualTo(1);
    }

    @Test
    void shouldNotLetInWhatTheLogHasNotTaken() {
        answer.complete(Optional.of(ROW));
        taken = CompletableFuture.failedFuture(new IOException("Kafka is away"));

        assertThat(result((Waiting) firstUses(LONG).decide(request(KEY)))).isEqualTo(UNAVAILABLE);
    }

    @Test
    void shouldNotWaitForEverForAKeyThatDoesNotComeBack() {
        answer.complete(Optional.of(ROW));

        assertThat(result((Waiting) firstUses(Duration.ofMillis(20)).decide(request(KEY))))
                .isEqualTo(UNAVAILABLE);

        assertThat(count("late")).isEqualTo(1);
    }

    /** Another gate was faster, and its record came between the look and the question. */
    @Test
    void shouldNotAskForAKeyThatHasJustCome() {
        FirstUses uses = new FirstUses(
                request -> {
                    Verdict verdict = gate(request);
                    arrive(KEY);
                    return verdict;
                },
                keys,
                this::ask,
                (key, row) -> taken,
                source -> false,
                LONG,
                Runnable::run,
                registry);

        assertThat(result((Waiting) uses.decide(request(KEY)))).isInstanceOf(Admitted.class);

        assertThat(asked).isEmpty();
    }

    @Test
    void shouldDecideNothingForWhoHasGone() {
        Waiting waiting = (Waiting) firstUses(LONG).decide(request(KEY));

        assertThat(waiting.abandon().getAsBoolean()).isTrue();
        answer.complete(Optional.of(ROW));
        arrive(KEY);

        assertThat(result(waiting)).isEqualTo(UNAVAILABLE);
        assertThat(decided).as("only before it was asked for").isEqualTo(1);
    }

    @Test
    void shouldNotAskForWhatHasOurFormOrCannotBeAKey() {
        String ours = new KeyFormat("tg", new SecureRandom()).generate();
        FirstUses uses = firstUses(LONG);

        for (String token :
                List.of(ours, "short", "x".repeat(513), "with a blank, and long", "schlüssel-der-anderen")) {
            assertThat(uses.decide(request(token))).isEqualTo(INVALID);
        }

        assertThat(asked).isEmpty();
    }

    @Test
    void shouldNotAskForThoseWhoGuess() {
        guessing = true;

        assertThat(firstUses(LONG).decide(request(KEY))).isEqualTo(INVALID);

        assertThat(asked).isEmpty();
    }

    @Test
    void shouldLeaveWhatTheGateKnowsAlone() {
        arrive(KEY);
        GateRequest nobody = new GateRequest(new Credential.Missing(), local(), new Route("r", null, 1));

        assertThat(firstUses(LONG).decide(request(KEY))).isInstanceOf(Admitted.class);
        assertThat(firstUses(LONG).decide(nobody)).isEqualTo(INVALID);

        assertThat(asked).isEmpty();
    }

    @Test
    void shouldAskForSoManyAtATimeAndThenForOthers() {
        FirstUses uses = firstUses(LONG);
        for (int i = 0; i < FirstUses.ASKED_AT_ONCE_MAX; i++) {
            assertThat(uses.decide(request(KEY + i))).isInstanceOf(Waiting.class);
        }

        assertThat(uses.decide(request(KEY))).isEqualTo(UNAVAILABLE);
        assertThat(count("crowded")).isEqualTo(1);
        arrive(KEY + 7);
        assertThat(uses.decide(request(KEY))).isInstanceOf(Waiting.class);
    }

    private FirstUses firstUses(Duration waitMax) {
        return new FirstUses(
                this::gate,
                keys,
                this::ask,
                (key, row) -> {
                    handedOver.add(row);
                    return taken;
                },
                source -> guessing,
                waitMax,
                Runnable::run,
                registry);
    }

    private CompletableFuture<Optional<String>> ask(String key) {
        asked.add(key);
        return answer;
    }

    /** Knows the directory's keys, and admits them. */
    private Verdict gate(GateRequest request) {
        decided++;
        KeyInUse found = request.credential() instanceof Credential.Token token ? keys.use(token.characters()) : null;
        return found == null ? INVALID : new Admitted(found.key(), SampleKeys.FREE, null);
    }

    private void arrive(String key) {
        keys.put(SampleKeys.key(KeyHash.of(key), 1));
    }

    private static GateRequest request(String token) {
        return new GateRequest(new Credential.Token(token), local(), new Route("r", null, 1));
    }

    private static InetAddress local() {
        return InetAddress.getLoopbackAddress();
    }

    private static Decision result(Waiting waiting) {
        return waiting.decision()
                .toCompletableFuture()
                .orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private double count(String end) {
        return registry.get("tollgate.first.uses").tag("end", end).counter().count();
    }
}
