package dev.tollgate.metering.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final int DAY = 20_000;
    private static final String SUBJECT = "key_1";

    private final Map<DayKey, SubjectRecord> subjects = new TreeMap<>();
    private final SubjectStore store = SubjectStore.in(subjects);
    private Ledger ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
    private long offset;

    @Test
    void shouldGrantNeedAndAShareOfWhatIsFree() {
        Holding granted = holding(apply(claim("a", 1, 1, 0, 0, 1, 9, 100)), "a");

        assertThat(granted.getAnswer()).isEqualTo(Answer.OK);
        assertThat(granted.getGranted()).isEqualTo(9);
        assertThat(granted.getCtl()).isEqualTo(1);
    }

    @Test
    void shouldGrantNoMoreThanHalfOfWhatIsFreeBeyondTheNeed() {
        assertThat(holding(apply(claim("a", 1, 1, 0, 0, 1, 1_000, 100)), "a").getGranted())
                .isEqualTo(50);
    }

    @Test
    void shouldNeverHandOutMoreThanTheLimit() {
        apply(claim("a", 1, 1, 0, 0, 60, 60, 100));
        QuotaState state = apply(claim("b", 1, 1, 0, 0, 60, 60, 100));

        assertThat(holding(state, "b").getAnswer()).isEqualTo(Answer.PENDING);
        assertThat(holding(state, "a").getRecall()).isEqualTo(20);
    }

    @Test
    void shouldGiveWhatWasRecalledToWhoeverWaits() {
        apply(claim("a", 1, 1, 0, 0, 60, 60, 100));
        apply(claim("b", 1, 1, 0, 0, 60, 60, 100));

        QuotaState state = apply(claim("a", 1, 2, 10, 40, 10, 10, 100));

        assertThat(holding(state, "a").getGranted()).isEqualTo(40);
        assertThat(holding(state, "b").getAnswer()).isEqualTo(Answer.OK);
        assertThat(holding(state, "b").getGranted()).isEqualTo(60);
    }

    @Test
    void shouldAnswerDryOnlyWhenNobodyHasAnythingLeft() {
        apply(claim("a", 1, 1, 0, 0, 100, 100, 100));
        QuotaState waiting = apply(claim("b", 1, 1, 0, 0, 1, 1, 100));
        QuotaState state = apply(claim("a", 1, 2, 100, 100, 100, 100, 100));

        assertThat(holding(waiting, "b").getAnswer()).isEqualTo(Answer.PENDING);
        assertThat(holding(state, "b").getAnswer()).isEqualTo(Answer.DRY);
    }

    @Test
    void shouldCountAnEventOnceHoweverOftenItIsSent() {
        apply(claim("a", 1, 1, 0, 0, 5, 5, 100));
        RequestBatch batch = events("a", 1, 0, 3);

        Ledger.Applied first = applied(batch);
        Ledger.Applied second = applied(batch);

        assertThat(first.fresh()).hasSize(3);
        assertThat(second.fresh()).isEmpty();
        assertThat(second.duplicates()).isEqualTo(3);
        assertThat(apply(claim("a", 1, 2, 3, 5, 5, 5, 100)).getKnown()).isEqualTo(3);
    }

    @Test
    void shouldCountABatchThatWasLostAndComesAfterItsSuccessor() {
        Ledger.Applied later = applied(events("a", 1, 3, 3));
        Ledger.Applied earlier = applied(events("a", 1, 0, 3));

        assertThat(later.fresh()).hasSize(3);
        assertThat(earlier.fresh()).hasSize(3);
    }

    @Test
    void shouldPassOverAClaimThatANewerOneHasOvertaken() {
        apply(claim("a", 1, 2, 5, 5, 6, 6, 100));
        QuotaState state = apply(claim("a", 1, 1, 0, 0, 50, 50, 100));

        assertThat(holding(state, "a").getCtl()).isEqualTo(2);
        assertThat(holding(state, "a").getGranted()).isEqualTo(6);
    }

    @Test
    void shouldFreeWhatAFencedEpochHeldButNotWhatItUsed() {
        apply(claim("a", 1, 1, 0, 0, 60, 60, 100));
        applied(events("a", 1, 0, 10));
        applied(batch("a", 2).setFenceUpTo(1).build());

        QuotaState state = apply(claim("a", 2, 1, 0, 0, 90, 90, 100));

        assertThat(holding(state, "a", 2).getGranted()).isEqualTo(90);
        assertThat(holding(state, "a", 1).getStatus()).isEqualTo(HoldingStatus.CLOSED);
        assertThat(state.getKnown()).isEqualTo(10);
    }

    @Test
    void shouldTellAClosedEpochThatItIsOver() {
        applied(batch("a", 2).setFenceUpTo(1).build());

        QuotaState other = apply(claim("b", 1, 1, 0, 0, 1, 1, 100));
        QuotaState state = apply(claim("a", 1, 5, 0, 0, 50, 50, 100));

        assertThat(other.getHoldingsCount()).isEqualTo(1);
        assertThat(holding(state, "a", 1).getStatus()).isEqualTo(HoldingStatus.CLOSED);
        assertThat(state.getFree()).isEqualTo(100 - holding(state, "b").getGranted());
    }

    @Test
    void shouldGiveASilentGatewaysAllowanceToOneThatWaits() {
        apply(claim("a", 1, 1, 0, 0, 100, 100, 100));
        apply(claim("b", 1, 1, 0, 0, 40, 40, 100));
        for (long tick = 1; tick < Gateways.SILENT_TICKS_MAX; tick++) {
            assertThat(applied(batch("b", 1).setTick(tick).build()).states()).isEmpty();
        }

        Ledger.Applied last =
                applied(batch("b", 1).setTick(Gateways.SILENT_TICKS_MAX).build());

        assertThat(holding(last.states().get(0), "b").getGranted()).isEqualTo(40);
    }

    @Test
    void shouldSayWhatCameWhenItsRunHadBeenGivenUp() {
        assertThat(applied(events("a", 1, 0, 3)).late()).isEmpty();
        for (long tick = 1; tick <= Gateways.SILENT_TICKS_MAX; tick++) {
            applied(batch("b", 1).setTick(tick).build());
        }

        Ledger.Applied last = applied(events("a", 1, 3, 2));

        assertThat(last.fresh()).hasSize(2);
        assertThat(last.late()).isEqualTo(last.fresh());
        assertThat(applied(events("a", 1, 3, 2)).late())
                .as("what was counted before")
                .isEmpty();
    }

    @Test
    void shouldKeepASilentGatewaysAllowanceWhereThePlanSaysHold() {
        apply(batch("a", 1)
                .addClaims(aClaim(1, 0, 0, 100, 100, 100, 1).setHold(true))
                .build());
        apply(claim("b", 1, 1, 0, 0, 40, 40, 100));
        Ledger.Applied last = null;
        for (long tick = 1; tick <= Gateways.SILENT_TICKS_MAX; tick++) {
            last = applied(batch("b", 1).setTick(tick).build());
        }

        assertThat(last).isNotNull();
        assertThat(holding(last.states().get(0), "a").getStatus()).isEqualTo(HoldingStatus.HELD);
        assertThat(holding(last.states().get(0), "b").getAnswer()).isEqualTo(Answer.DRY);
    }

    @Test
    void shouldNotCountTheSameTickTwice() {
        apply(claim("a", 1, 1, 0, 0, 100, 100, 100));
        for (int i = 0; i < 3 * Gateways.SILENT_TICKS_MAX; i++) {
            applied(batch("b", 1).setTick(1).build());
        }

        assertThat(holding(apply(claim("b", 1, 1, 0, 0, 1, 1, 100)), "a").getStatus())
                .isEqualTo(HoldingStatus.OPEN);
    }

    @Test
    void shouldGoByTheNewerPolicyWhateverTheOrderOfClaims() {
        apply(batch("a", 1).addClaims(aClaim(1, 0, 0, 1, 1, 1_000, 2)).build());
        QuotaState state =
                apply(batch("b", 1).addClaims(aClaim(1, 0, 0, 1, 1, 100, 1)).build());

        assertThat(state.getLimit()).isEqualTo(1_000);
    }

    @Test
    void shouldTakeBackADryWhenTheLimitRises() {
        apply(claim("a", 1, 1, 0, 0, 10, 10, 10));
        apply(claim("a", 1, 2, 10, 10, 11, 11, 10));
        QuotaState state =
                apply(batch("b", 1).addClaims(aClaim(1, 0, 0, 1, 1, 20, 2)).build());

        assertThat(holding(state, "a").getAnswer()).isEqualTo(Answer.OK);
    }

    @Test
    void shouldAskBackWhatIsTooMuchAfterADowngrade() {
        apply(claim("a", 1, 1, 0, 0, 80, 80, 100));
        QuotaState state =
                apply(batch("b", 1).addClaims(aClaim(1, 0, 0, 1, 1, 50, 2)).build());

        assertThat(holding(state, "a").getRecall()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void shouldKnowWhatWasUsedBeforeALimitWasSaid() {
        assertThat(applied(events("a", 1, 0, 30)).states()).isEmpty();

        QuotaState state = apply(claim("a", 1, 1, 30, 30, 31, 200, 100));

        assertThat(state.getKnown()).isEqualTo(30);
        assertThat(holding(state, "a").getGranted()).isLessThanOrEqualTo(100);
    }

    @Test
    void shouldStopAtARuleItDoesNotKnow() {
        RequestBatch batch = batch("a", 1)
                .addClaims(aClaim(1, 0, 0, 1, 1, 100, 1).setRule(Ledger.RULE + 1))
                .build();

        assertThatThrownBy(() -> applied(batch))
                .isInstanceOf(UnknownRuleException.class)
                .hasMessageContaining("Upgrade");
    }

    @Test
    void shouldGiveTheSameGrantsWhenItGoesOnFromWhatItWroteDown() {
        List<RequestBatch> log = List.of(
                claim("a", 1, 1, 0, 0, 60, 60, 100),
                claim("b", 1, 1, 0, 0, 60, 60, 100),
                events("a", 1, 0, 10),
                claim("a", 1, 2, 10, 40, 10, 10, 100),
                batch("b", 1).setTick(1).build(),
                batch("a", 2).setFenceUpTo(1).build(),
                claim("c", 1, 1, 0, 0, 30, 30, 100));
        List<QuotaState> inOneGo = new ArrayList<>();
        log.forEach(batch -> inOneGo.addAll(applied(batch).states()));
        subjects.clear();
        ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
        offset = 0;
        List<QuotaState> withRestarts = new ArrayList<>();
        for (RequestBatch batch : log) {
            withRestarts.addAll(applied(batch).states());
            ledger = Ledger.fromRecord(ledger.toRecord(0));
        }

        assertThat(withRestarts).isNotEmpty().isEqualTo(inOneGo);
    }

    private QuotaState apply(RequestBatch batch) {
        List<QuotaState> states = applied(batch).states();
        assertThat(states).hasSize(1);
        return states.get(0);
    }

    private Ledger.Applied applied(RequestBatch batch) {
        LogPosition position = LogPosition.newBuilder().setOffset(offset++).build();
        return ledger.apply(batch, eventsOf(batch), position, store);
    }

    private static List<RequestEvent> eventsOf(RequestBatch batch) {
        try {
            return EventColumnsReader.read(batch.getEvents());
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static RequestBatch.Builder batch(String gateway, long epoch) {
        return RequestBatch.newBuilder().setGateway(gateway).setEpoch(epoch);
    }

    private static RequestBatch claim(
            String gateway, long epoch, long ctl, long admitted, long cap, long need, long want, long limit) {
        return batch(gateway, epoch)
                .addClaims(aClaim(ctl, admitted, cap, need, want, limit, 1))
                .build();
    }

    private static Claim.Builder aClaim(
            long ctl, long admitted, long cap, long need, long want, long limit, long version) {
        return Claim.newBuilder()
                .setSubject(SUBJECT)
                .setDay(DAY)
                .setCtl(ctl)
                .setAdmitted(admitted)
                .setCap(cap)
                .setNeed(need)
                .setWant(want)
                .setLimit(limit)
                .setPolicy(Policy.newBuilder().setAssignment(1).setVersion(version))
                .setRule(Ledger.RULE);
    }

    private static RequestBatch events(String gateway, long epoch, long from, int count) {
        EventColumnsWriter writer = new EventColumnsWriter(from);
        for (long position = from; position < from + count; position++) {
            writer.add(new RequestEvent(
                    position, epoch, DAY, 1_000, "key_1", "acc_1", SUBJECT, "r", Outcome.ADMITTED, 1, null));
        }
        return batch(gateway, epoch).setEvents(writer.finish(from + count)).build();
    }

    private static Holding holding(QuotaState state, String gateway) {
        return holding(state, gateway, 1);
    }

    private static Holding holding(QuotaState state, String gateway, long epoch) {
        return state.getHoldingsList().stream()
                .filter(h -> h.getGateway().equals(gateway) && h.getEpoch() == epoch)
                .findFirst()
                .orElseThrow();
    }
}
