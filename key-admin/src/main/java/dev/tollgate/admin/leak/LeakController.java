package dev.tollgate.admin.leak;

import dev.tollgate.admin.access.OpenToAnybody;
import dev.tollgate.admin.key.Keys;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.KeyHash;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * {@code POST /api/v1/leaks}: takes reports of keys that were found in public, in the shape of GitHub's secret scanning partner
 * programme, and answers which of them are keys.
 */
@RestController
final class LeakController {
    private static final Logger log = LoggerFactory.getLogger(LeakController.class);
    private static final int URL_LENGTH_MAX = 2_000;
    private static final int TYPE_LENGTH_MAX = 200;

    private final Signatures signatures;
    private final LeakSettings settings;
    private final Keys keys;
    private final ObjectMapper json;
    private final Counter leaks;

    LeakController(Signatures signatures, LeakSettings settings, Keys keys, ObjectMapper json, MeterRegistry registry) {
        this.signatures = signatures;
        this.settings = settings;
        this.keys = keys;
        this.json = json;
        this.leaks = Counter.builder("tollgate.key.leaks")
                .description("Keys that were found in public; alert on any")
                .register(registry);
    }

    /**
     * What was found.
     *
     * @param token a key, or what looks like one: a secret
     */
    private record Find(String token, String type, String url) {
        @Override
        public String toString() {
            return "Find[" + type + "]";
        }
    }

    /**
     * What became of it, as GitHub wants to know it.
     *
     * @param tokenHash SHA-256, in hexadecimal digits
     * @param tokenType as it was reported
     * @param label {@code true_positive} if it is, or was, a key
     */
    record Verdict(String tokenHash, String tokenType, String label) {}

    @PostMapping(path = "/api/v1/leaks", produces = MediaType.APPLICATION_JSON_VALUE)
    @OpenToAnybody
    List<Verdict> report(
            @RequestHeader(name = "Github-Public-Key-Identifier", required = false) @Nullable String keyId,
            @RequestHeader(name = "Github-Public-Key-Signature", required = false) @Nullable String signature,
            @RequestBody(required = false) byte @Nullable [] body) {
        byte[] message = body == null ? new byte[0] : body;
        signatures.require(message, keyId, signature);
        List<Verdict> verdicts = new ArrayList<>();
        for (Find find : finds(message)) {
            Optional<String> leaked = keys.leaked(find.token(), find.url(), settings.revokes());
            leaked.ifPresent(id -> {
                leaks.increment();
                log.warn(
                        "The key {} was found at {}; it is {}",
                        id,
                        find.url(),
                        settings.revokes() ? "revoked" : "flagged");
            });
            verdicts.add(new Verdict(
                    HexFormat.of().formatHex(KeyHash.of(find.token()).toBytes()),
                    find.type(),
                    leaked.isPresent() ? "true_positive" : "false_positive"));
        }
        return verdicts;
    }

    private List<Find> finds(byte[] message) {
        try {
            JsonNode reported = json.readTree(message);
            if (!reported.isArray()) {
                throw notOfThisShape();
            }
            List<Find> finds = new ArrayList<>();
            for (JsonNode one : reported) {
                JsonNode token = one.path("token");
                if (!token.isString() || token.stringValue().isEmpty()) {
                    throw notOfThisShape();
                }
                finds.add(new Find(
                        token.stringValue(), shortened(one.path("type").asString(""), TYPE_LENGTH_MAX), url(one)));
            }
            return finds;
        } catch (JacksonException e) {
            log.debug("A report is no JSON", e);
            throw notOfThisShape();
        }
    }

    private static ProblemException notOfThisShape() {
        return ProblemException.badRequest("Send a JSON array of objects with token, type and url.");
    }

    /** Shown to people: nothing that a terminal or a page could take for more than a text. */
    private static String url(JsonNode find) {
        return shortened(find.path("url").asString("").replaceAll("[^!-~]", "?"), URL_LENGTH_MAX);
    }

    private static String shortened(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax);
    }
}
