package dev.tollgate.metering.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes of Protobuf messages that this application itself has written. */
final class ProtobufSerde {
    private ProtobufSerde() {}

    static <T extends MessageLite> Serde<T> of(Parser<T> parser) {
        return Serdes.serdeFrom((topic, message) -> message == null ? null : message.toByteArray(), (topic, bytes) -> {
            try {
                return bytes == null ? null : parser.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new SerializationException("A state store holds what this version cannot read.", e);
            }
        });
    }
}
