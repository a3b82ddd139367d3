package dev.tollgate.auth.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.allowance.TestGateway;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.TestJournals;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.key.SampleKeys;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.QuotaScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every decision with its reason, what it says of the quota, and what it leaves in the journal. */
class GateTest {
    private static final String TOKEN = new KeyFormat("tg", new SecureRandom()).generate();
    private static final long NOW = TestGateway.START_MILLIS;
    private static final int DAY = UtcDay.of(NOW);
    private static final long RESET_AT_SECONDS = UtcDay.startMillis(DAY + 1) / 1000;
    private static final Route ROUTE = new Route("contacts", null, 1);
    private static final Route FREE = new Route("my usage", null, 0);

    private final TestGateway gateway = new TestGateway();
    private final KeyDirectory keys = new KeyDirectory();
    private final PlanDirectory plans = new PlanDirectory();
    private boolean ready = true;
    private final Journal journal;
    private final Gate gate;

    // What a test changes of an ordinary key on an ordinary plan.
    private KeyState state = KeyState.KEY_ACTIVE;
    private AccountState accountState = AccountState.ACCOUNT_ACTIVE;
    private long expiresAtMs;
    private OwnLimits ownLimits = OwnLimits.NONE;
    private @Nullable LimitOverride override;
    private boolean shadow;
    private QuotaScope scope = QuotaScope.PER_KEY;
    private Set<String> scopes = Set.of();
    private AddressRanges allowedIps = AddressRanges.NONE;
    private long limit = 100;
    private int planFromDay;
    private List<Plan.Edition> editions = List.of();
    private long burst = Plan.UNLIMITED;

    GateTest(@TempDir Path folder) {
        journal = TestJournals.open(folder);
        gate = new Gate(keys, plans, () -> ready, gateway.allowances, journal, gateway);
    }

    @Test
    void shouldAdmitAndJournalWhatItCounted() {
        know();

        Admitted admitted = (Admitted) decideAndGrant(9);

        assertThat(admitted.key().id()).isEqualTo("key_1");
        assertThat(admitted.plan().id()).isEqualTo("free");
        assertThat(left(admitted.quota())).isEqualTo(new Left(100, 99, RESET_AT_SECONDS));
        assertThat(journal.readNext(10)).singleElement().satisfies(event -> {
            assertThat(event.keyId()).isEqualTo("key_1");
            assertThat(event.accountId()).isEqualTo("acc_1");
            assertThat(event.subject()).isEqualTo("lin_1");
            assertThat(event.route()).isEqualTo("contacts");
            assertThat(event.outcome()).isEqualTo(Outcome.ADMITTED);
            assertThat(event.cost()).isEqualTo(1);
            assertThat(event.day()).isEqualTo(DAY);
            assertThat(event.decidedAtMs()).isEqualTo(NOW);
            assertThat(event.epoch()).isEqualTo(1);
        });
    }

    @Test
    void shouldNotLimitWhatIsUnlimited() {
        limit = Plan.UNLIMITED;
        know();

        Admitted admitted = (Admitted) decide();

        assertThat(admitted.quota()).isNull();
        assertThat(outcomes()).containsExactly(Outcome.ADMITTED);
    }

    @Test
    void shouldCountARoutesCost() {
        know();

        Decision decision = decided(decideAs(new Route("export", null, 7)), 20);

        assertThat(left(((Admitted) decision).quota())).isEqualTo(new Left(100, 93, RESET_AT_SECONDS));
        assertThat(journal.readNext(1).get(0).cost()).isEqualTo(7);
    }

    @Test
    void shouldRefuseStrangersWithoutATrace() {
        assertThat(gate.decide(new GateRequest(new Credential.Missing(), local(), ROUTE)))
                .isEqualTo(refusal(Reason.KEY_MISSING, 0));
        assertThat(gate.decide(new GateRequest(new Credential.Ambiguous(), local(), ROUTE)))
                .isEqualTo(refusal(Reason.AUTHORIZATION_AMBIGUOUS, 0));
        assertThat(decideAs(ROUTE)).isEqualTo(refusal(Reason.KEY_INVALID, 0));
        assertThat(journal.readNext(10)).isEmpty();
    }

    @Test
    void shouldRefuseAMistypedKey() {
        know();
        char last = TOKEN.charAt(TOKEN.length() - 1);
        String mistyped = TOKEN.substring(0, TOKEN.length() - 1) + (last == 'a' ? 'b' : 'a');

        Verdict verdict = gate.decide(new GateRequest(new Credential.Token(mistyped), local(), ROUTE));

        assertThat(verdict).isEqualTo(refusal(Reason.KEY_INVALID, 0));
    }

    @Test
    void shouldNotJudgeKeysBeforeItKnowsThem() {
        know();
        ready = false;

        assertThat(decideAs(ROUTE)).isEqualTo(refusal(Reason.NOT_READY, 1));
    }

    @Test
    void shouldNotJudgeAKeyBeforeItKnowsItsPlan() {
        know();
        plans.remove("free");

        assertThat(decideAs(ROUTE)).isEqualTo(refusal(Reason.NOT_READY, 1));
    }

    @Test
    void shouldRefuseDeadKeysAndSayNothingOfTheirQuota() {
        state = KeyState.KEY_IS_REVOKED;
        assertDead(Reason.KEY_REVOKED, Outcome.KEY_REVOKED);
        state = KeyState.KEY_IS_DISABLED;
        assertDead(Reason.KEY_DISABLED, Outcome.KEY_DISABLED);
        state = KeyState.UNRECOGNIZED;
        assertDead(Reason.KEY_DISABLED, Outcome.KEY_DISABLED);
        state = KeyState.KEY_ACTIVE;
        expiresAtMs = NOW;
        assertDead(Reason.KEY_EXPIRED, Outcome.KEY_EXPIRED);
        accountState = AccountState.ACCOUNT_IS_DELETED;
        assertDead(Reason.ACCOUNT_DELETED, Outcome.ACCOUNT_DELETED);
    }

    @Test
    void shouldAdmitUpToTheMomentAKeyExpires() {
        expiresAtMs = NOW + 1;
        know();
        assertThat(decideAndGrant(9)).isInstanceOf(Admitted.class);

        gateway.pass(1);

        assertThat(reason(decide())).isEqualTo(Reason.KEY_EXPIRED);
    }

    @Test
    void shouldForbidWithoutUsingQuota() {
        scopes = Set.of("read");
        know();
        assertForbidden(new Route("write", "write", 1), Reason.SCOPE_MISSING, Outcome.SCOPE_MISSING);
        accountState = AccountState.ACCOUNT_IS_SUSPENDED;
        know();
        assertForbidden(ROUTE, Reason.ACCOUNT_SUSPENDED, Outcome.ACCOUNT_SUSPENDED);
        accountState = AccountState.ACCOUNT_ACTIVE;
        allowedIps = AddressRanges.parse(List.of("10.0.0.0/8"));
        know();
        assertForbidden(ROUTE, Reason.IP_NOT_ALLOWED, Outcome.IP_NOT_ALLOWED);
        assertThat(gateway.claims).isEmpty();
    }

    @Test
    void shouldAdmitWithTheScopeAndFromThePlaceThatAreAllowed() {
        scopes = Set.of("read", "write");
        allowedIps = AddressRanges.parse(List.of("127.0.0.0/8"));
        know();

        assertThat(decided(decideAs(new Route("write", "write", 1)), 9)).isInstanceOf(Admitted.class);
    }

    @Test
    void shouldRefuseBurstsWithoutUsingQuota() {
        burst = 2;
        know();
        decideAndGrant(9);
        decide();

        Refused refused = (Refused) decide();

        assertThat(refused.reason()).isEqualTo(Reason.BURST_EXCEEDED);
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(left(refused.quota())).isEqualTo(new Left(100, 98, RESET_AT_SECONDS));
        gateway.pass(500);
        assertThat(left(((Admitted) decide()).quota())).isEqualTo(new Left(100, 97, RESET_AT_SECONDS));
        assertThat(outcomes())
                .containsExactly(Outcome.ADMITTED, Outcome.ADMITTED, Outcome.BURST_EXCEEDED, Outcome.ADMITTED);
    }

    @Test
    void shouldRefuseWithTheEvidenceWhenTheQuotaIsUsedUp() {
        limit = 1;
        know();
        decided(decideAs(ROUTE), 1);

        Refused refused = (Refused) decide();

        assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(left(refused.quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS));
        assertThat(refused.retryAfterSeconds()).isEqualTo(RESET_AT_SECONDS - NOW / 1000);
        RequestEvent event = journal.readNext(10).get(1);
        assertThat(event.outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
        assertThat(event.refusal()).isEqualTo(new RequestEvent.Refusal(1, 2, 1, 1, 1));
        assertThat(event.isAdmitted()).isFalse();
    }

    @Test
    void shouldNotTellARetryOfZeroSecondsAtTheDaysEnd() {
        limit = 1;
        know();
        decided(decideAs(ROUTE), 1);
        gateway.pass(UtcDay.startMillis(DAY + 1) - NOW - 1);

        Refused refused = (Refused) decided(decideAs(ROUTE), 1);

        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAStrictPlanThatGetsNoAnswer() {
        know();
        CompletionStage<Decision> waiting = ((Verdict.Waiting) decideAs(ROUTE)).decision();

        gateway.pass(250);

        Refused refused = (Refused) waiting.toCompletableFuture().join();
        assertThat(refused.reason()).isEqualTo(Reason.NO_ALLOWANCE);
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(outcomes()).containsExactly(Outcome.NO_ALLOWANCE);
    }

    @Test
    void shouldAdmitWhatIsFreeWhateverIsLeft() {
        limit = 1;
        know();
        Admitted before = (Admitted) decided(decideAs(FREE), 0);
        assertThat(left(before.quota())).isEqualTo(new Left(1, 1, RESET_AT_SECONDS));
        decided(decideAs(ROUTE), 1);
        assertThat(reason(decide())).isEqualTo(Reason.QUOTA_EXCEEDED);

        Admitted after = (Admitted) decided(decideAs(FREE), 0);

        assertThat(left(after.quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS));
        assertThat(outcomes())
                .containsExactly(Outcome.ADMITTED, Outcome.ADMITTED, Outcome.QUOTA_EXCEEDED, Outcome.ADMITTED);
    }

    @Test
    void shouldHoldAKeysOwnLimitBelowThePlansFromTheNextRequestOn() {
        know();
        Admitted before = (Admitted) decideAndGrant(9);
        assertThat(left(before.quota())).isEqualTo(new Left(100, 99, RESET_AT_SECONDS));
        ownLimits = new OwnLimits(2, Plan.UNLIMITED, 1);
        know();

        Admitted after = (Admitted) decided(decideAs(ROUTE), 2);

        assertThat(left(after.quota())).isEqualTo(new Left(2, 0, RESET_AT_SECONDS));
        assertThat(gateway.lastClaim().getLimit()).isEqualTo(2);
        assertThat(reason(decide())).isEqualTo(Reason.QUOTA_EXCEEDED);
        ownLimits = new OwnLimits(Plan.UNLIMITED, Plan.UNLIMITED, 2);
        know();
        assertThat(left(((Admitted) decideAndGrant(10)).quota())).isEqualTo(new Left(100, 97, RESET_AT_SECONDS));
    }

    @Test
    void shouldLimitAKeyOfAnUnlimitedPlanByItsOwn() {
        limit = Plan.UNLIMITED;
        ownLimits = new OwnLimits(1, Plan.UNLIMITED, 1);
        know();

        assertThat(left(((Admitted) decided(decideAs(ROUTE), 1)).quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS));
        assertThat(reason(decide())).isEqualTo(Reason.QUOTA_EXCEEDED);
    }

    @Test
    void shouldFallBackToThePlanAtTheMomentAnOverrideEnds() {
        limit = 1;
        override = new LimitOverride(5, NOW + 100);
        know();
        assertThat(left(((Admitted) decided(decideAs(ROUTE), 5)).quota())).isEqualTo(new Left(5, 4, RESET_AT_SECONDS));
        gateway.pass(99);
        assertThat(decide()).isInstanceOf(Admitted.class);

        gateway.pass(1);

        assertThat(decided(decideAs(ROUTE), 2)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
            assertThat(left(refused.quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS));
        });
    }

    @Test
    void shouldHoldAKeysOwnBurstWhereverItsPlanCounts() {
        ownLimits = new OwnLimits(Plan.UNLIMITED, 2, 1);
        burst = 100;
        for (QuotaScope counted : List.of(QuotaScope.PER_KEY, QuotaScope.PER_ACCOUNT)) {
            scope = counted;
            know();
            assertThat(decideAndGrant(99)).isInstanceOf(Admitted.class);
            assertThat(decideAndGrant(99)).isInstanceOf(Admitted.class);
            assertThat(reason(decide())).isEqualTo(Reason.BURST_EXCEEDED);
            gateway.pass(2_000);
        }
    }

    @Test
    void shouldLetThroughInShadowWhatItWouldRefuse() {
        shadow = true;
        limit = 1;
        know();
        decided(decideAs(ROUTE), 1);

        assertInShadow(decide(), Reason.QUOTA_EXCEEDED);
        assertInShadow((Decision) decideAs(new Route("write", "write", 1)), Reason.SCOPE_MISSING);
        allowedIps = AddressRanges.parse(List.of("10.0.0.0/8"));
        know();
        assertInShadow(decide(), Reason.IP_NOT_ALLOWED);
        allowedIps = AddressRanges.NONE;
        burst = 1;
        know();
        decide();
        assertInShadow(decide(), Reason.BURST_EXCEEDED);
        assertThat(outcomes())
                .containsExactly(
                        Outcome.ADMITTED,
                        Outcome.SHADOW_QUOTA_EXCEEDED,
                        Outcome.SHADOW_SCOPE_MISSING,
                        Outcome.SHADOW_IP_NOT_ALLOWED,
                        Outcome.SHADOW_QUOTA_EXCEEDED,
                        Outcome.SHADOW_BURST_EXCEEDED);
    }

    @Test
    void shouldNotSpendQuotaInShadowOnWhatItWouldRefuse() {
        shadow = true;
        limit = 2;
        know();
        decided(decideAs(ROUTE), 2);
        decideAs(new Route("write", "write", 1));

        assertThat(left(((Admitted) decide()).quota())).isEqualTo(new Left(2, 0, RESET_AT_SECONDS));
        assertThat(((Admitted) decide()).shadow()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(journal.readNext(10).stream().filter(RequestEvent::isAdmitted))
                .hasSize(2);
    }

    @Test
    void shouldLetThroughInShadowWhatGetsNoAllowanceInTime() {
        shadow = true;
        know();
        Verdict.Waiting waiting = (Verdict.Waiting) decideAs(ROUTE);

        gateway.pass(250);

        Admitted admitted = (Admitted) waiting.decision().toCompletableFuture().join();
        assertThat(admitted.shadow()).isEqualTo(Reason.NO_ALLOWANCE);
        assertThat(outcomes()).containsExactly(Outcome.SHADOW_NO_ALLOWANCE);
    }

    @Test
    void shouldRefuseDeadKeysAndSuspendedAccountsInShadowToo() {
        shadow = true;
        accountState = AccountState.ACCOUNT_IS_SUSPENDED;
        know();
        assertThat(reason(decide())).isEqualTo(Reason.ACCOUNT_SUSPENDED);
        assertThat(outcomes()).containsExactly(Outcome.ACCOUNT_SUSPENDED);
        accountState = AccountState.ACCOUNT_ACTIVE;
        state = KeyState.KEY_IS_REVOKED;
        assertDead(Reason.KEY_REVOKED, Outcome.KEY_REVOKED);
        state = KeyState.KEY_IS_DISABLED;
        assertDead(Reason.KEY_DISABLED, Outcome.KEY_DISABLED);
    }

    @Test
    void shouldLetNothingThroughInShadowThatCannotBeMetered() {
        shadow = true;
        know();
        while (!journal.isFull()) {
            decideAs(new Route("write", "write", 1));
            journal.tend();
        }
        Decision last = (Decision) decideAs(new Route("write", "write", 1));
        while (last instanceof Admitted) {
            last = (Decision) decideAs(new Route("write", "write", 1));
        }

        assertThat(reason(last)).isEqualTo(Reason.JOURNAL_FULL);
    }

    private void assertInShadow(Decision decision, Reason reason) {
        assertThat(decision).isInstanceOfSatisfying(Admitted.class, admitted -> {
            assertThat(admitted.shadow()).isEqualTo(reason);
            assertThat(left(admitted.quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS));
        });
    }

    @Test
    void shouldKnowKeysOfEachPepperThatIsConfiguredAndOfNone() {
        String one = "1:b25lLW9uZS1vbmUtb25lLW9uZS1vbmUtb25lLW9uZS1vbmU=";
        String two = "2:dHdvLXR3by10d28tdHdvLXR3by10d28tdHdvLXR3by10d28=";
        KeyHash hash = KeyPeppers.parse(one).hash(TOKEN).hash();
        for (String configured : List.of(one, two + "," + one)) {
            KeyDirectory known = new KeyDirectory(KeyPeppers.parse(configured));
            known.put(SampleKeys.key(hash, 1));
            assertThat(known.use(TOKEN.getBytes(StandardCharsets.US_ASCII))).isNotNull();
        }
        KeyDirectory withoutPepper = new KeyDirectory(KeyPeppers.parse(two + "," + one));
        withoutPepper.put(SampleKeys.key(KeyHash.of(TOKEN), 1));
        assertThat(withoutPepper.use(TOKEN.getBytes(StandardCharsets.US_ASCII))).isNotNull();

        // What it hung on has been taken out.
        keys.put(SampleKeys.key(hash, 1));

        assertThat(decideAs(ROUTE)).isEqualTo(refusal(Reason.KEY_INVALID, 0));
    }

    @Test
    void shouldStartAnewWithTheDay() {
        limit = 1;
        know();
        decided(decideAs(ROUTE), 1);
        assertThat(reason(decide())).isEqualTo(Reason.QUOTA_EXCEEDED);
        gateway.pass(UtcDay.startMillis(DAY + 1) - NOW);

        Admitted admitted = (Admitted) decided(decideAs(ROUTE), 1);

        assertThat(left(admitted.quota())).isEqualTo(new Left(1, 0, RESET_AT_SECONDS + 86_400));
    }

    @Test
    void shouldLimitByThePlanAsItIsOnTheDayForThoseWhoCameSo() {
        Plan fewer = new Plan("free", 2, "Free", 10, scope, scope, 0, true, burst, false, List.of());
        editions = List.of(new Plan.Edition(DAY + 1, false, fewer), new Plan.Edition(DAY + 2, true, fewer));
        planFromDay = DAY;
        know();
        assertThat(left(((Admitted) decided(decideAs(ROUTE), 1)).quota()))
                .isEqualTo(new Left(100, 99, RESET_AT_SECONDS));

        gateway.pass(UtcDay.startMillis(DAY + 1) - NOW);
        assertThat(left(((Admitted) decided(decideAs(ROUTE), 1)).quota()))
                .as("It came before.")
                .isEqualTo(new Left(100, 99, RESET_AT_SECONDS + 86_400));

        gateway.pass(86_400_000);
        assertThat(left(((Admitted) decided(decideAs(ROUTE), 1)).quota()))
                .as("It is for all.")
                .isEqualTo(new Left(10, 9, RESET_AT_SECONDS + 2 * 86_400));
    }

    @Test
    void shouldUseNoQuotaForWhatAFullJournalCannotTake() {
        know();
        decideAndGrant(9);
        state = KeyState.KEY_IS_REVOKED;
        know();
        while (!journal.isFull()) {
            decide();
            journal.tend();
        }
        state = KeyState.KEY_ACTIVE;
        know();

        Refused refused = (Refused) decide();

        assertThat(refused.reason()).isEqualTo(Reason.JOURNAL_FULL);
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(left(refused.quota())).isEqualTo(new Left(100, 99, RESET_AT_SECONDS));
        journal.readNext(Integer.MAX_VALUE);
        journal.acknowledge(journal.read());
        journal.tend();
        assertThat(left(((Admitted) decide()).quota())).isEqualTo(new Left(100, 98, RESET_AT_SECONDS));
    }

    @Test
    void shouldCountTheRefusalsThatAFullJournalCannotTake() {
        state = KeyState.KEY_IS_REVOKED;
        know();
        long refused = 0;
        while (gate.unmeteredRefusals() < 3) {
            assertThat(reason(decide())).isEqualTo(Reason.KEY_REVOKED);
            refused++;
            journal.tend();
        }

        assertThat(journal.appendedEvents()).isEqualTo(refused - 3);
    }

    private void assertDead(Reason reason, Outcome outcome) {
        know();
        Refused refused = (Refused) decide();
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.quota()).isNull();
        assertThat(refused.retryAfterSeconds()).isZero();
        assertThat(outcomes()).containsExactly(outcome);
    }

    private void assertForbidden(Route route, Reason reason, Outcome outcome) {
        Refused refused = (Refused) decided(decideAs(route), 0);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(left(refused.quota())).isEqualTo(new Left(100, 100, RESET_AT_SECONDS));
        assertThat(outcomes()).containsExactly(outcome);
    }

    /** Lets the gate know the key and its plan as they are by now. */
    private void know() {
        keys.put(new ApiKey(
                KeyHash.of(TOKEN),
                "key_1",
                "acc_1",
                "Acme",
                "lin_1",
                "n8n",
                "tg",
                "wxyz",
                KeyEnvironment.LIVE,
                state,
                accountState,
                "free",
                planFromDay,
                1,
                ownLimits,
                override,
                shadow,
                scopes,
                allowedIps,
                NOW,
                expiresAtMs,
                1));
        plans.put(new Plan("free", 1, "Free", limit, scope, scope, 0, true, burst, false, editions));
    }

    private Verdict decideAs(Route route) {
        return gate.decide(new GateRequest(new Credential.Token(TOKEN), local(), route));
    }

    /** The decision, where none has to be waited for. */
    private Decision decide() {
        return (Decision) decideAs(ROUTE);
    }

    private Decision decideAndGrant(long granted) {
        return decided(decideAs(ROUTE), granted);
    }

    /** The decision, after a grant if it waits for one. */
    private Decision decided(Verdict verdict, long granted) {
        if (verdict instanceof Decision decided) {
            return decided;
        }
        gateway.grantTheLast(granted);
        return ((Verdict.Waiting) verdict).decision().toCompletableFuture().join();
    }

    private List<Outcome> outcomes() {
        return journal.readNext(100).stream().map(RequestEvent::outcome).toList();
    }

    private static @Nullable Reason reason(Decision decision) {
        return decision instanceof Refused refused ? refused.reason() : null;
    }

    private static Verdict refusal(Reason reason, long retryAfterSeconds) {
        return new Refused(reason, null, null, retryAfterSeconds);
    }

    /** What an answer shows of how its key's subject stands. */
    private record Left(long limit, long remaining, long resetAtSeconds) {}

    private static @Nullable Left left(@Nullable Standing quota) {
        return quota == null ? null : new Left(quota.limit(), quota.remaining(), quota.resetAtSeconds());
    }

    private static InetAddress local() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
