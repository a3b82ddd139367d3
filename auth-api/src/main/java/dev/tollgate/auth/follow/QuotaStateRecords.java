package dev.tollgate.auth.follow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.QuotaState;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of quota-state, checked, to whoever acts on them. A tombstone tells nothing: the day is long over. */
final class QuotaStateRecords implements RecordHandler {
    private final Consumer<QuotaState> states;

    QuotaStateRecords(Consumer<QuotaState> states) {
        this.states = states;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.key() == null) {
            throw new MalformedRecordException("The record has no key.");
        }
        DayKey key = DayKey.fromBytes(record.key());
        if (record.value() == null) {
            return;
        }
        QuotaState state;
        try {
            state = QuotaState.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is not a quota's state.", e);
        }
        if (!state.getSubject().equals(key.id()) || state.getDay() != key.day()) {
            throw new MalformedRecordException("The record's key and value are not about the same subject and day.");
        }
        for (Holding holding : state.getHoldingsList()) {
            if (holding.getAnswer() == Answer.UNRECOGNIZED || holding.getStatus() == HoldingStatus.UNRECOGNIZED) {
                throw new MalformedRecordException("A holding's answer or status is not a known one.");
            }
        }
        states.accept(state);
    }
}
