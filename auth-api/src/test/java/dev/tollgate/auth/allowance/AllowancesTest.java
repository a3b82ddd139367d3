package dev.tollgate.auth.allowance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.QuotaState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The gateway's side of the allowance protocol, rule by rule. */
class AllowancesTest {
    private static final int DAY = UtcDay.of(TestGateway.START_MILLIS);
    private static final int PARTITION = 3;
    private static final Terms STRICT = terms(100, 1, true);
    private static final Terms AVAILABLE = terms(100, 1, false);
    private static final Terms UNLIMITED = terms(-1, 1, true);

    private final TestGateway gateway = new TestGateway();

    /** How requests ended, in the order in which they did. */
    private final List<String> ended = new ArrayList<>();

    /** What happens between taking quota and journaling the request. */
    private Runnable meanwhile = () -> {};

    private record Later(CompletableFuture<String> result, BooleanSupplier abandon) {}

    private final Claimant<Object, String> claimant = new Claimant<>() {
        @Override
        public @Nullable String admitted(
                long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
            meanwhile.run();
            return stands.getAsBoolean() ? end((leased ? "admitted" : "unleased") + left(standing)) : null;
        }

        @Override
        public Object waits(CompletableFuture<String> result, BooleanSupplier abandon) {
            return new Later(result, abandon);
        }

        @Override
        public String exhausted(long epoch, Standing standing) {
            return end("429" + left(standing));
        }

        @Override
        public String unanswered(long epoch, Standing standing) {
            return end("503" + left(standing));
        }

        private String end(String how) {
            ended.add(how);
            return how;
        }

        private static String left(@Nullable Standing standing) {
            return standing == null ? "" : " " + standing.remaining();
        }
    };

    @Test
    void shouldAskOnceForAllThatWait() {
        take(STRICT, 3);

        assertThat(ended).isEmpty();
        assertThat(gateway.claims).hasSize(1);
        assertThat(gateway.lastClaim()).satisfies(claim -> {
            assertThat(claim.getSubject()).isEqualTo(STRICT.subject());
            assertThat(claim.getDay()).isEqualTo(DAY);
            assertThat(claim.getCtl()).isEqualTo(1);
            assertThat(claim.getAdmitted()).isZero();
            assertThat(claim.getNeed()).isEqualTo(1);
            assertThat(claim.getWant()).isEqualTo(1 + 8);
            assertThat(claim.getLimit()).isEqualTo(100);
        });

        gateway.grant(9);
        assertThat(ended).containsExactly("admitted 99", "admitted 98", "admitted 97");
    }

    @Test
    void shouldCountNobodyWhoHasBeenAbandoned() {
        Later later = (Later) requireNonNull(take(STRICT, 1));
        take(STRICT, 1);

        assertThat(later.abandon().getAsBoolean()).isTrue();
        gateway.grant(9);
        gateway.pass(250);

        assertThat(ended).containsExactly("admitted 99");
        assertThat(later.result()).isNotDone();
        take(STRICT, 8);
        assertThat(ended).as("what it did not take is there for others").endsWith("admitted 91");
    }

    @Test
    void shouldNotLetGoOfWhoHasBeenDecided() {
        Later later = (Later) requireNonNull(take(STRICT, 1));
        gateway.grant(9);

        assertThat(later.abandon().getAsBoolean()).isFalse();
        assertThat(later.result()).isDone();
    }

    @Test
    void shouldTakeFromWhatIsInHandWithoutAsking() {
        take(STRICT, 1);
        gateway.grant(9);

        assertThat(take(STRICT, 1)).isInstanceOf(String.class);

        assertThat(ended).containsExactly("admitted 99", "admitted 98");
        assertThat(gateway.claims).hasSize(1);
    }

    @Test
    void shouldAskAheadOfNeedWhenHalfIsUsed() {
        take(STRICT, 1);
        gateway.grant(9);
        take(STRICT, 4);

        assertThat(gateway.claims).hasSize(2);
        assertThat(gateway.lastClaim().getAdmitted()).isEqualTo(5);
        assertThat(gateway.lastClaim().getCap()).isEqualTo(9);
        take(STRICT, 4);
        assertThat(gateway.claims).hasSize(2);

        gateway.grant(17);
        take(STRICT, 1);
        assertThat(ended).hasSize(10).endsWith("admitted 90");
    }

    @Test
    void shouldRefuseOnlyWithTheLedgersProof() {
        take(STRICT, 2);
        gateway.say(gateway.stateOf(gateway.lastClaim(), 1, Answer.PENDING));
        assertThat(ended).containsExactly("admitted 99");

        gateway.grantTheLast(1);
        // That was about the first request: the second came after the claim, and asks for itself.
        assertThat(ended).hasSize(1);
        gateway.grantTheLast(1);

        assertThat(ended).hasSize(2);
        assertThat(ended.get(1)).startsWith("429");
    }

    @Test
    void shouldRefuseWithoutAskingWhatIsKnownToBeTooMuch() {
        gateway.say(gateway.usedByOthers(STRICT, DAY, 98));

        ask(STRICT, DAY, 3);
        ask(STRICT, DAY, 101);

        assertThat(ended).containsExactly("429 2", "429 2");
        assertThat(gateway.claims).isEmpty();
    }

    @Test
    void shouldNotAdmitBeyondItsCapWhileTheLedgerIsSilent() {
        take(STRICT, 1);
        gateway.grant(9);
        take(STRICT, 20);

        assertThat(ended).hasSize(9);
        gateway.pass(Allowances.WAIT_MS);
        assertThat(ended).hasSize(21);
        assertThat(ended.subList(9, 21)).containsOnly("503 91");
    }

    @Test
    void shouldAdmitUnleasedWhereThePlanPrefersThat() {
        take(AVAILABLE, 2);
        gateway.pass(Allowances.WAIT_MS - 1);
        assertThat(ended).isEmpty();

        gateway.pass(1);

        assertThat(ended).containsExactly("unleased 99", "unleased 98");
        gateway.grant(20);
        take(AVAILABLE, 1);
        // The grant covers what was admitted without it.
        assertThat(ended).hasSize(3).endsWith("admitted 97");
        assertThat(count("unleased")).isEqualTo(2);
    }

    @Test
    void shouldNotKeepOthersWaitingForWhatOneHasWaitedForInVain() {
        take(STRICT, 1);
        gateway.pass(Allowances.WAIT_MS);
        take(STRICT, 1);
        assertThat(ended).containsExactly("503 100", "503 100");
        assertThat(gateway.claims).hasSize(1);

        take(terms(100, 2, false), 1);
        assertThat(ended).endsWith("unleased 99");

        gateway.grant(9);
        take(STRICT, 1);
        assertThat(ended).endsWith("admitted 98");
        take(STRICT, 7);
        take(STRICT, 1);
        assertThat(ended).as("the ledger answers: it is waited for").hasSize(11);
    }

    @Test
    void shouldAskAgainWhereTheAnswerHasBeenLost() {
        take(STRICT, 1);
        gateway.pass(Allowances.WAIT_MS);
        assertThat(ended).containsExactly("503 100");

        gateway.pass(Lease.LENGTH_MS);
        take(STRICT, 1);

        assertThat(gateway.claims).hasSize(2);
        gateway.grant(9);
        assertThat(ended).containsExactly("503 100", "admitted 99");
    }

    @Test
    void shouldNotAdmitMoreThanAWholeQuotaByItself() {
        take(AVAILABLE, 1);
        gateway.pass(Allowances.WAIT_MS);
        take(AVAILABLE, 102);

        assertThat(ended).hasSize(103);
        assertThat(ended.subList(0, 100)).allMatch(end -> end.startsWith("unleased"));
        assertThat(ended.subList(100, 103)).containsOnly("429 0");
    }

    @Test
    void shouldGiveBackHalfOfWhatItDoesNotUseWhenRecalled() {
        take(STRICT, 1);
        gateway.grant(41);
        QuotaState.Builder recalled = gateway.stateOf(gateway.lastClaim(), 41, Answer.OK);
        recalled.getHoldingsBuilder(0).setRecall(5);
        gateway.say(recalled);

        assertThat(gateway.lastClaim().getCap()).isEqualTo(21);
        take(STRICT, 21);
        assertThat(ended).as("what was given back is out of reach").hasSize(21);
    }

    @Test
    void shouldGiveBackWhenTheLimitFallsAndUseANewOneAtOnce() {
        take(STRICT, 1);
        gateway.grant(41);

        take(terms(10, 2, true), 1);

        assertThat(gateway.lastClaim().getCap()).isEqualTo(1);
        assertThat(gateway.lastClaim().getLimit()).isEqualTo(10);
        assertThat(ended).hasSize(1);
        gateway.grantTheLast(10);
        assertThat(ended).containsExactly("admitted 99", "admitted 8");
        take(terms(1_000, 3, true), 1);
        assertThat(ended).endsWith("admitted 997");
    }

    @Test
    void shouldNotTakeWhatWasAskedForUnderALimitThatHasFallenSince() {
        take(STRICT, 1);
        Claim underTheOld = gateway.lastClaim();

        take(terms(10, 2, true), 1);
        assertThat(gateway.lastClaim().getLimit()).isEqualTo(10);
        gateway.say(gateway.stateOf(underTheOld, 50, Answer.OK));

        assertThat(ended).as("that answer would lend more than there is now").isEmpty();
        gateway.grantTheLast(1);
        take(terms(10, 2, true), 1);
        assertThat(ended).containsExactly("admitted 9");
        gateway.grantTheLast(1);
        assertThat(ended).containsExactly("admitted 9", "429 9");
    }

    @Test
    void shouldGiveBackWhatWasLentUnderALimitThatOnlyTheLedgerHasToldOf() {
        take(terms(10, 1, true), 1);
        Terms twenty = terms(20, 2, true);
        gateway.say(
                gateway.stateOf(gateway.lastClaim(), 9, Answer.OK).setLimit(20).setPolicy(twenty.policy()));
        assertThat(ended).containsExactly("admitted 19");

        take(terms(15, 3, true), 1);

        assertThat(ended).as("the ledger has not heard of the limit of 15").hasSize(1);
        assertThat(gateway.lastClaim().getCap()).isEqualTo(1);
        assertThat(gateway.lastClaim().getLimit()).isEqualTo(15);
    }

    @Test
    void shouldNotAskForWhatIsUnlimitedButKnowItIfALimitComes() {
        take(UNLIMITED, 5);
        assertThat(ended).containsOnly("admitted").hasSize(5);
        assertThat(gateway.claims).isEmpty();

        take(terms(100, 2, true), 1);

        assertThat(gateway.lastClaim().getAdmitted()).isEqualTo(5);
        assertThat(gateway.lastClaim().getNeed()).isEqualTo(6);
    }

    @Test
    void shouldHearOnlyWhatIsNewer() {
        take(STRICT, 1);
        gateway.grant(9);
        Claim first = gateway.lastClaim();
        QuotaState old = gateway.stateOf(first, 50, Answer.OK).build();

        gateway.allowances.hear(old);

        take(STRICT, 9);
        assertThat(ended).hasSize(9);
    }

    @Test
    void shouldNotTakeAGrantThatAnswersAnOlderClaim() {
        take(STRICT, 1);
        gateway.grant(9);
        Claim first = gateway.lastClaim();
        take(STRICT, 4);
        assertThat(gateway.claims).hasSize(2);

        gateway.say(gateway.stateOf(first, 50, Answer.OK));

        take(STRICT, 10);
        assertThat(ended).hasSize(9);
    }

    @Test
    void shouldBeginAnewWhenTheLeaseIsOver() {
        take(STRICT, 1);
        gateway.grant(9);
        gateway.pass(Lease.LENGTH_MS);

        take(STRICT, 1);

        assertThat(gateway.allowances.epoch()).isEqualTo(2);
        assertThat(gateway.fences).containsExactly(1L);
        assertThat(ended).hasSize(1);
        assertThat(gateway.lastClaim().getAdmitted()).isZero();
        gateway.grant(9);
        assertThat(ended).containsExactly("admitted 99", "admitted 98");
    }

    @Test
    void shouldAskAgainWhereTheLeaseEndsBeforeTheRequestIsJournaled() {
        take(STRICT, 1);
        gateway.grant(9);
        onceBeforeJournaling(() -> gateway.sleep(Lease.LENGTH_MS));

        take(STRICT, 1);

        assertThat(ended).hasSize(1);
        assertThat(gateway.allowances.epoch()).isEqualTo(2);
        assertThat(gateway.lastClaim().getAdmitted()).isZero();
        gateway.grant(9);
        assertThat(ended).hasSize(2).endsWith("admitted 98");
    }

    @Test
    void shouldLetAWaiterAskAgainWhereTheLeaseEndsBeforeItIsJournaled() {
        take(STRICT, 1);
        gateway.grant(1);
        take(STRICT, 2);
        onceBeforeJournaling(() -> gateway.sleep(Lease.LENGTH_MS));

        gateway.grant(9);

        assertThat(ended).hasSize(1);
        assertThat(gateway.allowances.epoch()).isEqualTo(2);
        assertThat(gateway.lastClaim().getNeed()).isEqualTo(2);
        gateway.grant(9);
        assertThat(ended).hasSize(3);
    }

    @Test
    void shouldAskAgainWhereAnotherThreadEndsTheRunBeforeTheRequestIsJournaled() {
        take(STRICT, 1);
        gateway.grant(9);
        onceBeforeJournaling(this::sayThatTheRunIsClosed);

        take(STRICT, 1);

        assertThat(ended).hasSize(1);
        assertThat(gateway.allowances.epoch()).isEqualTo(2);
    }

    @Test
    void shouldNotReviveALeaseThatIsOver() {
        take(STRICT, 1);
        gateway.grant(9);
        gateway.pass(Lease.LENGTH_MS - 1);
        GateClock.Moment sent = gateway.now();
        gateway.pass(1);

        gateway.allowances.acknowledged(STRICT.partition(), 1, sent, 0);

        assertThat(gateway.allowances.epoch())
                .as("the ledger may have lent it to others before that arrived")
                .isEqualTo(2);
    }

    @Test
    void shouldRenewTheLeaseByWhatReachesTheLog() {
        take(STRICT, 1);
        gateway.grant(9);
        gateway.pass(Lease.LENGTH_MS - 1);
        GateClock.Moment sent = gateway.now();
        gateway.allowances.acknowledged(STRICT.partition(), 1, sent, 0);
        gateway.pass(Lease.LENGTH_MS - 1);
        gateway.allowances.maintain(gateway.now());
        assertThat(gateway.allowances.epoch()).isEqualTo(1);

        gateway.pass(1);
        gateway.allowances.maintain(gateway.now());

        assertThat(gateway.allowances.epoch()).isEqualTo(2);
    }

    @Test
    void shouldNotSeemToHaveMoreLeftAfterRunsThatKnewOfUsage() {
        take(STRICT, 1);
        gateway.grant(9);
        take(STRICT, 4);
        lapse();
        take(STRICT, 1);
        gateway.grant(1);
        lapse();
        // A run in which the subject does not come up.
        gateway.allowances.acknowledged(PARTITION, 3, gateway.now(), 0);
        lapse();
        take(STRICT, 1);
        gateway.grant(1);

        assertThat(gateway.allowances.epoch()).isEqualTo(4);
        assertThat(ended).endsWith("admitted 95", "admitted 94", "admitted 93");
    }

    @Test
    void shouldLetWaitersAskAgainWhenTheLedgerClosesTheRun() {
        take(STRICT, 1);
        gateway.grant(1);
        take(STRICT, 1);

        sayThatTheRunIsClosed();

        assertThat(gateway.allowances.epoch()).isEqualTo(2);
        assertThat(ended).hasSize(1);
        assertThat(gateway.lastClaim().getNeed()).isEqualTo(1);
        gateway.grant(9);
        assertThat(ended).hasSize(2);
    }

    @Test
    void shouldTickOnlyInBatchesOfItsOwnEpoch() {
        assertThat(gateway.allowances.nextTick(PARTITION, 2, gateway.now())).isZero();
        assertThat(gateway.allowances.nextTick(PARTITION, 1, gateway.now())).isEqualTo(1);
        gateway.pass(Lease.TICK_MS);
        assertThat(gateway.allowances.nextTick(PARTITION, 1, gateway.now()))
                .as("the first has not arrived")
                .isZero();
        gateway.allowances.acknowledged(PARTITION, 1, gateway.now(), 1);
        assertThat(gateway.allowances.nextTick(PARTITION, 1, gateway.now())).isEqualTo(2);
        gateway.allowances.tickLost(PARTITION, 1, 2);
        gateway.pass(Lease.TICK_MS);
        assertThat(gateway.allowances.nextTick(PARTITION, 1, gateway.now())).isEqualTo(3);
    }

    @Test
    void shouldHaveAPartOfTheNextDayInHandWhenItBegins() {
        long midnight = UtcDay.startMillis(DAY + 1);
        gateway.pass(midnight - DayAhead.SPREAD_MS - 1_000 - gateway.millis());
        take(STRICT, 1);
        gateway.grant(9);
        gateway.allowances.standing(new Subject(DAY, new Terms("lin_2", PARTITION, 100, 1, 1, true, false)));
        gateway.allowances.maintain(gateway.now());
        assertThat(gateway.claims).as("too early").hasSize(1);

        while (gateway.millis() + 10_000 < midnight) {
            gateway.pass(10_000);
            gateway.allowances.acknowledged(PARTITION, 1, gateway.now(), 0);
            gateway.allowances.maintain(gateway.now());
        }
        gateway.pass(midnight - 1 - gateway.millis());
        gateway.allowances.maintain(gateway.now());

        assertThat(gateway.claims).as("for the one subject that is in use").hasSize(2);
        assertThat(gateway.lastClaim().getDay()).isEqualTo(DAY + 1);
        assertThat(gateway.lastClaim().getNeed()).as("so it recalls nothing").isZero();
        assertThat(gateway.lastClaim().getWant()).isPositive();
        gateway.grant(8);
        gateway.pass(1);
        assertThat(ask(STRICT, DAY + 1, 1)).isInstanceOf(String.class);
        assertThat(ended).endsWith("admitted 99");
    }

    @Test
    void shouldCountHowEachRequestCameByItsQuota() {
        take(STRICT, 1);
        gateway.grant(9);
        take(STRICT, 8);
        take(STRICT, 1);
        gateway.grantTheLast(9);
        gateway.grantTheLast(9);
        take(AVAILABLE, 1);
        gateway.pass(Allowances.WAIT_MS);

        assertThat(ended).hasSize(11);
        assertThat(count("granted")).isEqualTo(1);
        assertThat(count("in.hand")).isEqualTo(8);
        assertThat(count("exhausted")).isEqualTo(1);
        assertThat(count("unleased") + count("unanswered")).isEqualTo(1);
        assertThat(count("waited")).isEqualTo(3);
        assertThat(count("claims")).isEqualTo(gateway.claims.size());
    }

    private double count(String name) {
        return gateway.registry
                .get("tollgate.allowance." + name)
                .functionCounter()
                .count();
    }

    @Test
    void shouldNotCountADayTwiceWhenTheClockGoesBack() {
        assertThat(gateway.allowances.day(UtcDay.startMillis(DAY + 1))).isEqualTo(DAY + 1);
        assertThat(gateway.allowances.day(UtcDay.startMillis(DAY + 1) - 1)).isEqualTo(DAY + 1);
    }

    private void sayThatTheRunIsClosed() {
        QuotaState.Builder closed = gateway.stateOf(gateway.lastClaim(), 1, Answer.OK);
        closed.getHoldingsBuilder(0).setStatus(HoldingStatus.CLOSED);
        gateway.say(closed);
    }

    private void onceBeforeJournaling(Runnable happens) {
        meanwhile = () -> {
            meanwhile = () -> {};
            happens.run();
        };
    }

    private void lapse() {
        gateway.pass(Lease.LENGTH_MS);
        gateway.allowances.maintain(gateway.now());
    }

    private Object ask(Terms terms, int day, long cost) {
        return gateway.allowances.take(new Subject(day, terms), cost, gateway.millis(), claimant);
    }

    private @Nullable Object take(Terms terms, int times) {
        Object last = null;
        for (int i = 0; i < times; i++) {
            last = ask(terms, DAY, 1);
        }
        return last;
    }

    private static Terms terms(long limit, long planVersion, boolean strict) {
        return new Terms("lin_1", PARTITION, limit, 1, planVersion, strict, false);
    }
}
