package dev.tollgate.testing;

import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.Ports;
import dev.tollgate.embedded.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services in this JVM, with their data in a temporary folder that goes with it. */
final class EmbeddedServices implements BackingServices {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServices.class);

    private final EmbeddedBroker broker;
    private final EmbeddedDatabase database;
    private final AtomicLong databases = new AtomicLong();

    private EmbeddedServices(EmbeddedBroker broker, EmbeddedDatabase database) {
        this.broker = broker;
        this.database = database;
    }

    static BackingServices start() {
        try {
            TestFolders folders = TestFolders.ofThisUser();
            folders.clearOfTheDead();
            Path data = folders.ofThisProcess();
            EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), Ports.freePair());
            EmbeddedDatabase database = EmbeddedDatabase.start(
                    folders.programs(), data.resolve("postgresql"), Ports.free(), s -> LOG.error("{}", s));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker, database, data)));
            return new EmbeddedServices(broker, database);
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded services have no place for their data.", e);
        }
    }

    private static void stop(EmbeddedBroker broker, EmbeddedDatabase database, Path data) {
        try {
            broker.close();
            database.close();
            PrivateFiles.deleteTree(data);
        } catch (IOException e) {
            LOG.warn("The embedded services left something behind in {}", data, e);
        }
    }

    @Override
    public String kafkaBootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public Database newDatabase() {
        String name = "test_" + databases.incrementAndGet();
        try {
            database.createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + name + " could not be created.", e);
        }
        return new Database(
                database.jdbcUrl(name),
                database.user(),
                database.password(),
                database.applicationUser(),
                database.applicationPassword());
    }
}
