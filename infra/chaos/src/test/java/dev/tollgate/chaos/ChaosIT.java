package dev.tollgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.chaos.audit.Report;
import dev.tollgate.chaos.cluster.JvmServer;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import dev.tollgate.chaos.load.Answers;
import dev.tollgate.chaos.load.Load;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of what {@code ./tollgate chaos} does for longer. */
class ChaosIT {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepItsBooksThroughTroubleAndNoticeWhereTheyDoNotAgree() throws Exception {
        try (ChaosRun run = run("--rounds", "3", "--seed", "3", "--gateways", "2")) {
            Load load = run.run();

            Report report = run.audit(load);
            assertThat(report.findings()).isEmpty();
            assertThat(report.agrees()).isTrue();
            assertThat(report.requestsByStatus()).containsKey(200);

            ApiKey key = run.customers().all().get(0).keys().get(0);
            change(run, "UPDATE usage_daily SET admitted = admitted + 1 WHERE key_id = '" + key.id() + "'");
            String account = run.customers().all().get(0).account();
            assertThat(run.audit(load).findings())
                    .satisfiesExactly(
                            found -> assertThat(found).contains(key.id(), "PostgreSQL"),
                            // Tollgate's own comparison finds it, too.
                            found -> assertThat(found).contains("reconciliation says", account));
            change(run, "UPDATE usage_daily SET admitted = admitted - 1 WHERE key_id = '" + key.id() + "'");

            Answers answers = load.answers(key);
            answers.answered(200, 1 + answers.cut());
            assertThat(run.audit(load).findings()).singleElement().asString().contains(key.id(), "the ledger has");
        }
    }

    @Test
    void shouldRefuseNobodyWhoMayGoOnWhileKafkaIsAway() throws Exception {
        try (ChaosRun run = run("--outage", "kafka", "--seconds", "6", "--gateways", "2")) {
            Load load = run.run();

            Report report = run.audit(load);
            assertThat(report.findings()).isEmpty();
            for (ApiKey key : run.customers().all().get(0).keys()) {
                assertThat(load.answers(key).requestsByStatus()).containsOnlyKeys(200);
            }
        }
    }

    @Test
    void shouldSeeEachChangeOfAKeyAtEachGateway() throws Exception {
        try (ChaosRun run = run("--changes", "10", "--gateways", "2")) {
            Load load = run.run();

            Report report = run.audit(load);
            assertThat(report.findings()).isEmpty();
            List<Customer> customers = run.customers().all();
            Customer changed = customers.get(customers.size() - 1);
            assertThat(changed.keys()).hasSize(2).allSatisfy(key -> assertThat(
                            load.answers(key).requestsByStatus())
                    .as("granted and enabled, at two gateways")
                    .hasEntrySatisfying(200, count -> assertThat(count).isGreaterThanOrEqualTo(4)));
            for (JvmServer gateway : run.cluster().gateways()) {
                try (var gate = new dev.tollgate.chaos.load.Connection(gateway.address())) {
                    assertThat(gate.ask("/v1/one", changed.keys().get(1).secret()))
                            .isEqualTo(401);
                }
            }
        }
    }

    private ChaosRun run(String... options) throws Exception {
        return new ChaosRun(Options.of(List.of(options)), Project.HOME, folder);
    }

    private static void change(ChaosRun run, String sql) throws Exception {
        var database = run.cluster().database();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
