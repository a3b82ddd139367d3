package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.TopicSetup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class BackingServicesIT {
    private final BackingServices services = BackingServices.shared();

    @Test
    void shouldOfferABrokerThatHasTheTopicsItIsAskedForAndNoOther() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", services.kafkaBootstrapServers()))) {
            // When
            TopicSetup.ensure(admin);

            // Then
            assertThat(admin.listTopics().names().get())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                            .filter(topic -> !topic.isOptional())
                            .map(Topic::topicName)
                            .toList());
            assertThat(brokerSetting(admin, "auto.create.topics.enable")).isEqualTo("false");
            assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
                    .hasEntrySatisfying("transaction.version", levels -> assertThat(levels.maxVersionLevel())
                            .isEqualTo((short) 2));
        }
    }

    @Test
    void shouldGiveEachCallerADatabaseOfItsOwn() throws Exception {
        // Given
        BackingServices.Database one = services.newDatabase();
        BackingServices.Database other = services.newDatabase();

        // When
        try (Connection connection = connect(one)) {
            connection.createStatement().execute("CREATE TABLE mine (value int)");
        }

        // Then
        assertThat(tables(one)).isEqualTo(1);
        assertThat(tables(other)).isZero();
    }

    private static String brokerSetting(Admin admin, String name) throws Exception {
        String node = admin.describeCluster(new DescribeClusterOptions())
                .nodes()
                .get()
                .iterator()
                .next()
                .idString();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
        return admin.describeConfigs(List.of(broker))
                .all()
                .get()
                .values()
                .iterator()
                .next()
                .get(name)
                .value();
    }

    private static Connection connect(BackingServices.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static long tables(BackingServices.Database database) throws SQLException {
        try (Connection connection = connect(database);
                ResultSet result = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }
}
