package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.admin.Contract.Operation;
import dev.tollgate.testing.BackingServices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Calls that nobody would think of, made from the OpenAPI document. {@code -Dfuzz.calls} says how many, {@code -Dfuzz.seed}
 * repeats a run: the same calls, if to other objects. None of them ends what the caller calls by: the admin token is no
 * object of the API, and the only person whose password is known is not among those who are changed.
 */
class FuzzIT {
    private static final int CALLS = Integer.getInteger("fuzz.calls", 2_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    /** Those whose answer makes somebody's session. */
    private static final Set<String> SIGN_INS = Set.of("beginSession", "redeemInvitation");

    // One of its own: it guesses passwords, and others would have to wait for that.
    private final AdminSystem system = AdminSystem.start(
                    BackingServices.shared().kafkaBootstrapServers(),
                    BackingServices.shared().newDatabase())
            .whenReady();
    private final AdminClient http = system.http();
    private final Random random = new Random(SEED);
    private final FuzzObjects objects = new FuzzObjects(http, random);
    private final FuzzCalls calls = new FuzzCalls(random, objects);
    private final List<String> secrets = new ArrayList<>(List.of(AdminSystem.TOKEN));
    private final Set<String> done = new HashSet<>();

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void shouldAnswerAsTheDocumentSaysWhateverIsSent() {
        // But for the one that reads all of the log, which all tests share.
        List<Operation> operations = Contract.get().operations().stream()
                .filter(operation -> !operation.id().equals("reconcile"))
                .toList();
        for (int call = 0; call < CALLS; call++) {
            Operation operation = operations.get(call % operations.size());
            FuzzCalls.Call made = calls.next(operation);
            String which = String.format(
                    Locale.ROOT, "call %d of -Dfuzz.seed=%d -Dfuzz.calls=%d: %s", call, SEED, CALLS, made);
            try {
                check(made, made.send(http));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(which + "\n" + FuzzCalls.readable(String.valueOf(e.getMessage())), e);
            }
        }
        if (CALLS > 1_000) {
            // Else it has been refused all the time, and shown nothing; but a token has no password to change, nobody
            // here can
            // sign a report, no account is old enough for an invoice, and no key to be corrected.
            assertThat(operations)
                    .extracting(Operation::id)
                    .filteredOn(id -> !done.contains(id))
                    .containsExactlyInAnyOrder("changePassword", "reportLeaks", "showInvoice", "correctUsage");
        }
        assertThat(CapturedLog.text()).doesNotContain("nobody has thought of").doesNotContain(AdminSystem.TOKEN);
    }

    private void check(FuzzCalls.Call call, Reply reply) {
        assertThat(reply.status()).as(reply.body()).isLessThan(500);
        boolean accepted = reply.status() < 300;
        boolean repeated = !reply.header("Idempotent-Replayed").isEmpty();
        if (!repeated) {
            assertThat(secrets).noneMatch(reply.body()::contains);
        }
        if (!accepted || !SIGN_INS.contains(call.operation().id())) {
            assertThat(reply.headers().firstValue("Set-Cookie")).isEmpty();
        }
        if (accepted) {
            done.add(call.operation().id());
        }
        switch (call.kind()) {
            case ALLOWED ->
                assertThat(reply.status())
                        .as("The document allows it: %s", reply.body())
                        .isNotIn(400, 413, 415);
            case FORBIDDEN ->
                assertThat(accepted)
                        .as("The document forbids it: %s", reply.body())
                        .isFalse();
            case UNKNOWN -> {}
        }
        if (accepted
                && !repeated
                && call.operation().method().equals("POST")
                && !reply.body().isEmpty()) {
            Stream.of("key", "token", "invitation")
                    .map(reply::text)
                    .filter(secret -> !secret.isEmpty())
                    .forEach(secrets::add);
        }
        if (accepted) {
            objects.afterwards(call.operation(), reply);
        }
    }
}
