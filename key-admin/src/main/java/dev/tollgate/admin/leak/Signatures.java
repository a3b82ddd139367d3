package dev.tollgate.admin.leak;

import dev.tollgate.admin.web.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Tells real reports from others, by ECDSA over P-256 with SHA-256, as GitHub's secret scanning partner programme signs. Its
 * keys are fetched when one is asked for that is not known, once a minute at most.
 */
@Component
@EnableConfigurationProperties(LeakSettings.class)
final class Signatures {
    private static final Logger log = LoggerFactory.getLogger(Signatures.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);
    private static final Duration KEEP = Duration.ofHours(1);
    private static final int ANSWER_BYTES_MAX = 256 * 1024;
    private static final int OK = 200;

    private final LeakSettings settings;
    private final ObjectMapper json;
    private final Clock clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();

    private Map<String, PublicKey> keys = Map.of();
    private Instant fetchedAt = Instant.EPOCH;
    private Instant askedAt = Instant.EPOCH;

    Signatures(LeakSettings settings, ObjectMapper json, Clock clock) {
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Lets a message pass that is signed.
     *
     * @param keyId which key has signed it
     * @param signature in base64
     * @throws ProblemException if it is not, or nobody can tell
     */
    void require(byte[] message, @Nullable String keyId, @Nullable String signature) {
        if (settings.publicKeysUrl().isBlank()) {
            throw ProblemException.unauthenticated(
                    "This server takes no reports of leaks. TOLLGATE_LEAK_PUBLIC_KEYS_URL says whose it would take.");
        }
        if (keyId == null || signature == null) {
            throw ProblemException.unauthenticated(
                    "Send the headers Github-Public-Key-Identifier and Github-Public-Key-Signature.");
        }
        PublicKey key = key(keyId);
        if (key == null || !isSigned(message, key, signature)) {
            throw ProblemException.unauthenticated("The signature is none of the body by a key that is known.");
        }
    }

    private static boolean isSigned(byte[] message, PublicKey key, String signature) {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(message);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            log.debug("A report has a signature that is none", e);
            return false;
        }
    }

    private synchronized @Nullable PublicKey key(String id) {
        Instant now = clock.instant();
        boolean old = now.isAfter(fetchedAt.plus(KEEP));
        if ((old || !keys.containsKey(id)) && now.isAfter(askedAt.plus(ASK_EVERY))) {
            askedAt = now;
            fetch(now);
        }
        if (keys.isEmpty()) {
            throw ProblemException.unavailable(
                    "With which keys reports are signed cannot be asked at the moment.", ASK_EVERY.toSeconds());
        }
        return keys.get(id);
    }

    private void fetch(Instant now) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(settings.publicKeysUrl()))
                    .timeout(ANSWER_MAX)
                    .header("Accept", "application/json")
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] answer = body.readNBytes(ANSWER_BYTES_MAX);
                if (response.statusCode() != OK) {
                    throw new IOException("It answers " + response.statusCode());
                }
                keys = read(json.readTree(answer));
                fetchedAt = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.debug("Interrupted while the keys were fetched", e);
        } catch (IOException | JacksonException | GeneralSecurityException | IllegalArgumentException e) {
            log.warn(
                    "The keys of those who report leaks cannot be had from {}: {}",
                    settings.publicKeysUrl(),
                    e.toString());
        }
    }

    private static Map<String, PublicKey> read(JsonNode answer) throws GeneralSecurityException {
        Map<String, PublicKey> read = new HashMap<>();
        for (JsonNode key : answer.path("public_keys")) {
            String pem = key.path("key").asString("").replaceAll("-----[A-Z ]+-----|\\s", "");
            PublicKey point = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
            if (point instanceof ECPublicKey) {
                read.put(key.path("key_identifier").asString(""), point);
            }
        }
        return read;
    }
}
