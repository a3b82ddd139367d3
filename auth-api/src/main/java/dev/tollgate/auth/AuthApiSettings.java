package dev.tollgate.auth;

import dev.tollgate.auth.http.CorsOrigins;
import dev.tollgate.auth.http.RouteTable;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyPeppers;
import dev.tollgate.contracts.SafeUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator can say, all under {@code tollgate}.
 *
 * @param bootstrapServers where Kafka is: {@code host:port}, several with commas
 * @param kafkaClientProperties the file with what Kafka asks of its clients; blank for nothing
 * @param dataDir the folder of the journal, and with it of this gateway's identity
 * @param trustedProxies addresses and CIDR ranges of the gateways whose X-Forwarded headers are believed
 * @param rulesFile the file with routes, scopes and costs; null for none
 * @param keyPeppers secrets that keys are hashed with, {@code id:base64}, several with commas; blank for none
 * @param oldSystem who is asked for keys that are not known here
 * @param guessLimit invalid keys a minute from one address that are answered with 401; more are answered with 429
 * @param cors which pages may call from a browser
 * @param journal how much it may hold, and how safe it is
 * @param reports what usage can be reported beside requests
 */
@ConfigurationProperties("tollgate")
public record AuthApiSettings(
        @DefaultValue("127.0.0.1:19092") String bootstrapServers,
        @DefaultValue("") String kafkaClientProperties,
        @DefaultValue(".tollgate") String dataDir,
        @DefaultValue({"127.0.0.0/8", "::1"}) List<String> trustedProxies,
        @Nullable String rulesFile,
        @DefaultValue("") String keyPeppers,
        @DefaultValue OldSystem oldSystem,
        @DefaultValue("60") long guessLimit,
        @DefaultValue Cors cors,
        @DefaultValue Journal journal,
        @DefaultValue Reports reports) {

    private static final DataSize SPILL_SIZE_MIN = DataSize.ofMegabytes(64);
    private static final long GUESS_LIMIT_MAX = 1_000_000;

    /**
     * The system that Tollgate replaces, as long as there are keys that it alone can check.
     *
     * @param url where it is asked, by POST; blank where there is none
     * @param token what it knows the gates by, sent as a Bearer token; blank for nothing
     */
    public record OldSystem(
            @DefaultValue("") String url, @DefaultValue("") String token) {
        /** @throws IllegalArgumentException if somebody could listen on the way there, or the token is none */
        public OldSystem {
            if (!url.isBlank()) {
                SafeUrl.require("TOLLGATE_OLD_SYSTEM_URL", url);
            }
            if (!token.chars().allMatch(character -> character > ' ' && character <= '~')) {
                throw new IllegalArgumentException(
                        "TOLLGATE_OLD_SYSTEM_TOKEN must have visible ASCII characters only.");
            }
        }

        @Override
        public String toString() {
            return "OldSystem[" + url + "]";
        }
    }

    /**
     * Which pages may call.
     *
     * @param allowedOrigins such as {@code https://app.example.com}; {@code *} for any
     */
    public record Cors(@DefaultValue List<String> allowedOrigins) {
        /** @throws IllegalArgumentException if one is no origin */
        public Cors {
            requireUsable("TOLLGATE_CORS_ALLOWED_ORIGINS", () -> CorsOrigins.of(allowedOrigins));
        }
    }

    /**
     * The journal of decided requests.
     *
     * @param spill what it may grow to while Kafka is away
     * @param forceInterval how often it is brought to the disk, and so what a power loss may cost; 0 to leave that to the
     *     operating system
     */
    public record Journal(
            @DefaultValue Spill spill, @DefaultValue("1s") Duration forceInterval) {
        /** @throws IllegalArgumentException if the interval is below 0 */
        public Journal {
            if (forceInterval.isNegative()) {
                throw new IllegalArgumentException("TOLLGATE_JOURNAL_FORCE_INTERVAL must not be below 0.");
            }
        }
    }

    /**
     * What is kept on disk while Kafka is away.
     *
     * @param maxSize of all files of the journal; when it is reached, requests are refused rather than forgotten
     */
    public record Spill(@DefaultValue("8GB") DataSize maxSize) {
        /** @throws IllegalArgumentException if that is too little to work with */
        public Spill {
            if (maxSize.compareTo(SPILL_SIZE_MIN) < 0) {
                throw new IllegalArgumentException("TOLLGATE_JOURNAL_SPILL_MAX_SIZE must be "
                        + SPILL_SIZE_MIN.toMegabytes() + "MB or more, not " + maxSize.toMegabytes() + "MB.");
            }
        }
    }

    /**
     * Usage that services report afterwards.
     *
     * @param meters the names of what they may report, such as {@code tokens}; none where nobody reports
     */
    public record Reports(@DefaultValue List<String> meters) {
        private static final int METERS_MAX = 20;
        private static final Pattern METER = Pattern.compile("[a-z][a-z0-9_]{0,39}");

        /** @throws IllegalArgumentException if one is no name */
        public Reports {
            meters = meters.stream().filter(meter -> !meter.isBlank()).toList();
            if (meters.size() > METERS_MAX
                    || !meters.stream().allMatch(meter -> METER.matcher(meter).matches())) {
                throw new IllegalArgumentException(
                        "TOLLGATE_REPORTS_METERS must be " + METERS_MAX
                                + " names at most, with commas between them, each of 1 to 40 of a to z, 0 to 9 and _, a letter first.");
            }
        }

        /** Whether anybody may report anything. */
        public boolean areTaken() {
            return !meters.isEmpty();
        }
    }

    /** @throws IllegalArgumentException with a plain sentence, if a value cannot be worked with */
    public AuthApiSettings {
        requireText(bootstrapServers, "KAFKA_BOOTSTRAP_SERVERS must say where Kafka is, such as kafka-1:9092.");
        // Says itself which variable it is.
        KafkaConnection.of(bootstrapServers, kafkaClientProperties);
        requireText(dataDir, "TOLLGATE_DATA_DIR must name a folder.");
        if (guessLimit < 1 || guessLimit > GUESS_LIMIT_MAX) {
            throw new IllegalArgumentException(
                    "TOLLGATE_GUESS_LIMIT must be from 1 to " + GUESS_LIMIT_MAX + ", not " + guessLimit + ".");
        }
        // Says itself which variable it is, and nothing of its value.
        KeyPeppers.parse(keyPeppers);
        requireUsable("TOLLGATE_TRUSTED_PROXIES", () -> AddressRanges.parse(trustedProxies));
        if (rulesFile != null && rulesFile.isBlank()) {
            rulesFile = null;
        }
        if (rulesFile != null) {
            String rules = rulesFile;
            requireUsable("TOLLGATE_RULES_FILE", () -> RouteTable.of(Path.of(rules)));
        }
    }

    /** How Kafka is reached. */
    KafkaConnection kafka() {
        return KafkaConnection.of(bootstrapServers, kafkaClientProperties);
    }

    @Override
    public String toString() {
        return "AuthApiSettings[bootstrapServers=" + bootstrapServers + ", kafkaClientProperties="
                + kafkaClientProperties
                + ", dataDir=" + dataDir + ", trustedProxies="
                + trustedProxies + ", rulesFile=" + rulesFile + ", oldSystem=" + oldSystem + ", guessLimit="
                + guessLimit + ", cors=" + cors
                + ", journal=" + journal + ", reports=" + reports + "]";
    }

    private static void requireUsable(String variable, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            // Without its cause: Boot shows the operator the innermost one only.
            throw new IllegalArgumentException(variable + ": " + e.getMessage());
        }
    }

    private static void requireText(String value, String sentence) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
