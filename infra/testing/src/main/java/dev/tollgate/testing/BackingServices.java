package dev.tollgate.testing;

/**
 * A real Kafka broker and a real PostgreSQL server for integration tests: containers where a Docker engine answers, servers
 * embedded in this JVM where none does. The broker creates no topic by itself.
 *
 * <p>{@code -Dtollgate.backing=containers|embedded}, or the environment variable {@code TOLLGATE_BACKING}, chooses one.
 */
public interface BackingServices {
    /** Where the broker listens, for {@code bootstrap.servers}. It is shared: a test names its own groups and keys. */
    String kafkaBootstrapServers();

    /** Creates an empty database that nobody else uses. */
    Database newDatabase();

    /**
     * How to reach a database.
     *
     * @param url its JDBC URL
     * @param user owns it, and may do everything in it
     * @param password of that user
     * @param applicationUser may do what is granted
     * @param applicationPassword of that user
     */
    record Database(String url, String user, String password, String applicationUser, String applicationPassword) {}

    /**
     * The services of this JVM, started by the first call and stopped when the JVM ends.
     *
     * @throws RuntimeException if they cannot start; every further call throws again
     */
    static BackingServices shared() {
        return SharedServices.get();
    }
}
