package dev.tollgate.contracts;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** How Kafka is reached: where its brokers are, and what they ask of their clients. It holds secrets, and shows none. */
public final class KafkaConnection {
    private static final String VARIABLE = "KAFKA_CLIENT_PROPERTIES";
    private static final List<String> PREFIXES = List.of("security.", "ssl.", "sasl.");

    private final String bootstrapServers;
    private final Map<String, Object> properties;

    private KafkaConnection(String bootstrapServers, Map<String, Object> properties) {
        this.bootstrapServers = bootstrapServers;
        this.properties = properties;
    }

    /** To brokers that ask nothing: {@code host:port}, several with commas. */
    public static KafkaConnection of(String bootstrapServers) {
        return new KafkaConnection(
                bootstrapServers, Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * To brokers whose clients need more.
     *
     * @param propertiesFile has it in the form that Kafka's own tools take, and nothing but {@code security.*}, {@code ssl.*} and
     *     {@code sasl.*}; blank for none
     * @throws IllegalArgumentException with a plain sentence, if it cannot be read, has something else, or no client can be made
     *     of it
     */
    public static KafkaConnection of(String bootstrapServers, String propertiesFile) {
        if (propertiesFile.isBlank()) {
            return of(bootstrapServers);
        }
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        read(propertiesFile).forEach((name, value) -> {
            if (PREFIXES.stream().noneMatch(name.toString()::startsWith)) {
                throw new IllegalArgumentException(VARIABLE + ": " + propertiesFile + " has " + name
                        + ", and may have nothing but security.*, ssl.* and sasl.*: the rest is Tollgate's to say.");
            }
            properties.put(name.toString(), value);
        });
        KafkaConnection connection = new KafkaConnection(bootstrapServers, Map.copyOf(properties));
        connection.check(propertiesFile);
        return connection;
    }

    private static Properties read(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(VARIABLE + " names " + file + ", which cannot be read (" + e + ").", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(VARIABLE + ": " + file + " is no properties file.", e);
        }
        return properties;
    }

    /** A client opens the files that are named, and looks at all values. It asks no broker for that. */
    private void check(String file) {
        try {
            Admin.create(properties).close();
        } catch (KafkaException e) {
            Throwable deepest = e;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            throw new IllegalArgumentException(
                    VARIABLE + ": with " + file + " no client can be made: " + deepest.getMessage(), e);
        }
    }

    /** For people. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Why nothing can be had of the brokers at the moment, in a sentence for people. */
    public String whyNot(Exception failure) {
        Throwable reason =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        return reason instanceof AuthenticationException || reason instanceof AuthorizationException
                ? "Kafka at " + bootstrapServers + " does not let this application in: " + reason.getMessage()
                : "Kafka at " + bootstrapServers + " does not answer yet.";
    }

    /** The configuration of a client: how to reach Kafka, and what is its own. */
    public Map<String, Object> with(Map<String, ?> own) {
        Map<String, Object> all = new HashMap<>(own);
        all.putAll(properties);
        return all;
    }

    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + "]";
    }
}
