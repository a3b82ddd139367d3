package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RequestEvent.Refusal;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.testing.BackingServices;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why was this refused? From the log of the gates to whoever asks. */
class DecisionsIT {
    private static final String GATEWAY = "9f1c2d3e-0000-4000-8000-000000000001";

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final People people = new People(http);
    private final String account = http.account("free");
    private final String key = http.key(account).text("id");
    private final Browser member = people.signedIn("member", account);
    private final long now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
    private final int day = UtcDay.of(now);
    private final KafkaProducer<byte[], byte[]> gate = new KafkaProducer<>(
            Map.of("bootstrap.servers", BackingServices.shared().kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldTellWithWhatTheGateRefused() throws Exception {
        send(RequestBatch.newBuilder()
                .setGateway(GATEWAY)
                .setEpoch(4)
                .addClaims(Claim.newBuilder()
                        .setSubject(key)
                        .setDay(day)
                        .setAdmitted(41)
                        .setCap(42))
                .build());
        long offset = send(batch(
                event(0, 0, Outcome.ADMITTED, null),
                event(1, 1, Outcome.QUOTA_EXCEEDED, new Refusal(100, 6, 7, 100, 1_234)),
                event(2, 2, Outcome.SCOPE_MISSING, null)));

        String page = member.open(search("")).expect(200).body();

        assertThat(page)
                .contains("used up: 100 of 100 were counted.")
                .contains("version 7 of the plan, terms no. 6 of the account")
                .contains(partition() + "@1234 of the log")
                .contains("41 admitted by itself, of an allowance of 42")
                .contains("lacks the scope that this route asks for")
                .contains("epoch 4", GATEWAY, "journal 1", partition() + "@" + offset)
                .contains(">429<", ">403<")
                .doesNotContain("Within the quota.");
        assertThat(member.open(search("&all=yes")).expect(200).body()).contains("Within the quota.", ">200<");
    }

    @Test
    void shouldFindNothingOfOtherKeysOrTimes() throws Exception {
        String other = http.key(account).text("id");
        send(batch(event(0, 0, Outcome.KEY_DISABLED, null)));

        assertThat(member.open(search("").replace(key, other)).expect(200).body())
                .contains("Nothing of this key was refused in that time.");
        assertThat(member.open("/accounts/" + account + "/decisions?key=" + key + "&span=minute&at="
                                + at(now).minusHours(1))
                        .expect(200)
                        .body())
                .contains("Nothing of this key was refused in that time.");
        assertThat(member.open(search("")).expect(200).body()).contains("The key was disabled.");
    }

    @Test
    void shouldPassOverWhatIsNoBatch() throws Exception {
        send("\0\0garbage".getBytes(StandardCharsets.UTF_8));
        send(batch(event(0, 0, Outcome.BURST_EXCEEDED, null)));

        assertThat(member.open(search("")).expect(200).body()).contains("than the burst limit allows");
    }

    @Test
    void shouldShowTheFirstHundredAndSayThatThereAreMore() throws Exception {
        RequestEvent[] events = new RequestEvent[101];
        for (int i = 0; i < events.length; i++) {
            events[i] = event(i, i, Outcome.KEY_REVOKED, null);
        }
        send(batch(events));

        String page = member.open(search("")).expect(200).body();

        assertThat(page).contains("There are more").contains("journal 99<").doesNotContain("journal 100<");
    }

    @Test
    void shouldNotTellOfOtherAccounts() {
        String foreign = http.key(http.account("free")).text("id");

        member.open(search("").replace(key, foreign)).expect(404);
        member.open(search("").replace(account, http.account("free"))).expect(404);
        member.open(search("").replace(key, "key_none")).expect(404);
    }

    @Test
    void shouldSayWhichTimeItUnderstands() {
        assertThat(member.open("/accounts/" + account + "/decisions?key=" + key + "&at=yesterday")
                        .expect(400)
                        .body())
                .contains("at must be a moment of UTC such as 2026-11-23T14:30.");
        assertThat(member.open("/accounts/" + account + "/decisions")
                        .expect(200)
                        .body())
                .contains("Choose a key and a time", "Server (");
    }

    @Test
    void shouldSayThatKafkaIsAway() {
        try (AdminSystem alone =
                AdminSystem.start("127.0.0.1:1", BackingServices.shared().newDatabase())) {
            AdminClient there = alone.http();
            String lonely = there.account("free");
            String id = there.key(lonely).text("id");
            Browser person = new People(there).signedIn("member", lonely);

            assertThat(person.open("/accounts/" + lonely + "/decisions?key=" + id)
                            .expect(503)
                            .body())
                    .contains("Kafka at 127.0.0.1:1 does not answer yet.");
        }
    }

    private String search(String more) {
        return "/accounts/" + account + "/decisions?key=" + key + "&at=" + at(now - 1_000) + more;
    }

    private static LocalDateTime at(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private int partition() {
        return Topic.partitionOf(account);
    }

    private RequestEvent event(long position, long afterMs, Outcome outcome, @Nullable Refusal refusal) {
        return new RequestEvent(
                position, 4, day, now + afterMs, key, account, key, "GET /orders/{}", outcome, 1, refusal);
    }

    private static RequestBatch batch(RequestEvent... events) {
        EventColumnsWriter columns = new EventColumnsWriter(0);
        for (RequestEvent event : events) {
            columns.add(event);
        }
        return RequestBatch.newBuilder()
                .setGateway(GATEWAY)
                .setEpoch(4)
                .setEvents(columns.finish(events.length))
                .build();
    }

    private long send(RequestBatch batch) throws Exception {
        return send(batch.toByteArray());
    }

    private long send(byte[] value) throws Exception {
        return Objects.requireNonNull(gate.send(new ProducerRecord<>(
                                Topic.REQUEST_EVENTS.topicName(),
                                partition(),
                                GATEWAY.getBytes(StandardCharsets.UTF_8),
                                value))
                        .get())
                .offset();
    }
}
