package dev.tollgate.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private final Samples ours = samples(30, 10, 20);
    private final Samples theirs = samples(60, 40, 50);

    @TempDir
    private Path folder;

    private static Samples samples(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    @Test
    void shouldCompareWhatWasMeasuredInTheSameRound() {
        Row row = Row.beside("cost", ours, "µs", "peer", theirs, Goal.atMost(0.4));

        assertThat(row.value()).isEqualTo(20);
        assertThat(row.low()).isEqualTo(10);
        assertThat(row.high()).isEqualTo(30);
        assertThat(row.peerValue()).isEqualTo(50);
        // 30/60, 10/40, 20/50
        assertThat(row.ratio()).isEqualTo(0.4);
        assertThat(row.met()).isTrue();
        assertThat(Row.beside("cost", ours, "µs", "peer", theirs, Goal.atMost(0.39))
                        .met())
                .isFalse();
    }

    @Test
    void shouldJudgeAFigureWithoutPeerByItself() {
        assertThat(Row.alone("rate", ours, "/s", Goal.atLeast(20)).met()).isTrue();
        assertThat(Row.alone("rate", ours, "/s", Goal.atLeast(21)).met()).isFalse();
        assertThat(Row.alone("rate", ours, "/s", null).met()).isNull();
    }

    @Test
    void shouldSayThatAPeerIsMissingAndJudgeNothingByIt() throws IOException {
        Row row = Row.beside("cost", ours, "µs", "haproxy", null, Goal.atMost(1));
        Report report = new Report(List.of(row));
        Path file = folder.resolve("target").resolve("bench.json");

        report.writeTo(file);

        assertThat(report.table()).contains("haproxy (not installed)").doesNotContain("met");
        JsonNode only = new JsonMapper().readTree(Files.readString(file)).get(0);
        assertThat(only.get("name").stringValue()).isEqualTo("cost");
        assertThat(only.get("value").doubleValue()).isEqualTo(20);
        assertThat(only.get("unit").stringValue()).isEqualTo("µs");
        assertThat(only.get("peer").stringValue()).isEqualTo("haproxy (not installed)");
        assertThat(only.get("peer_value").isNull()).isTrue();
        assertThat(only.get("ratio").isNull()).isTrue();
        assertThat(only.get("goal").stringValue()).isEqualTo("≤ 1");
        assertThat(only.get("met").isNull()).isTrue();
    }

    @Test
    void shouldDrawAFigureBesideAllItsPeers() throws IOException {
        Report report = new Report(List.of(
                Row.beside("gate: cost", ours, "µs", "haproxy", theirs, null),
                Row.beside("gate: cost", ours, "µs", "nginx", theirs, null),
                Row.alone("core: cost", ours, "µs", null)));

        Pictures.write(report, folder);

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("bench-gate-cost.svg"));
        }
        assertThat(Files.readString(folder.resolve("bench-gate-cost.svg")))
                .contains(">Tollgate<", ">20 µs<", ">haproxy<", ">nginx<", ">50 µs<");
    }

    @Test
    void shouldDrawHowAFigureGrows() throws IOException {
        Report report = new Report(List.of(
                Row.alone("gate: small, keys: 1,000", ours, "s", null),
                Row.alone("gate: small, keys: 10,000", theirs, "s", null),
                Row.alone("gate: large, keys: 1,000", theirs, "s", null)));

        Pictures.write(report, folder);

        assertThat(Files.readString(folder.resolve("bench-gate-s-by-keys.svg")))
                .contains(">small<", ">large<", ">1,000<", ">10,000<", ">keys<")
                .containsOnlyOnce("L"); // one line has a second point
    }

    @Test
    void shouldSayInWhichRunsARowIs() throws IOException {
        Row both = Row.alone("one", ours, "s", null);
        Row full = Row.alone("other", ours, "s", null).onlyOfFull();
        Path file = folder.resolve("bench.json");

        new Report(List.of(both, full)).writeTo(file);

        JsonNode rows = new JsonMapper().readTree(file.toFile());
        assertThat(rows.get(0).get("run").stringValue()).isEqualTo("quick, full");
        assertThat(rows.get(1).get("run").stringValue()).isEqualTo("full");
    }
}
