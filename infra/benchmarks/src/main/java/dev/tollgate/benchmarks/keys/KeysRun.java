package dev.tollgate.benchmarks.keys;

import dev.tollgate.benchmarks.machine.Programs;
import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The gate's table of keys, and the start of a gateway that reads them from the broker. */
public final class KeysRun {
    private static final int FEW = 10_000;
    private static final int MILLION = 1_000_000;

    private final Workplace place;
    private final Consumer<String> progress;

    public KeysRun(Workplace place, Consumer<String> progress) {
        this.place = place;
        this.progress = progress;
    }

    /** A gateway's start, with a million keys in the broker. */
    public List<Row> start(int rounds) throws IOException {
        progress.accept("a million keys into the broker");
        ServerProcess broker = place.startBroker();
        ManyKeys.publish(MILLION, broker.port());
        Samples seconds = new Samples();
        for (int round = 1; round <= rounds; round++) {
            progress.accept("a gateway with a million keys, start " + round + " of " + rounds);
            long from = System.nanoTime();
            try (ServerProcess gateway = place.startApplication("auth-api", "AUTH_API_PORT", broker.port(), Map.of())) {
                seconds.add((System.nanoTime() - from) / 1e9);
                progress.accept(String.format("ready, %,d MB resident", gateway.residentBytes() / 1_000_000));
            }
        }
        return List.of(Row.alone("keys: start to ready, a million", seconds, "s", Goal.atMost(5)));
    }

    /**
     * Memory and look-ups.
     *
     * @param many how many keys, beside ten thousand
     * @param heap for the JVM that has them, such as {@code 4g}
     */
    public List<Row> table(int rounds, int many, String heap) throws IOException, InterruptedException {
        String name = String.format("%,d keys", many);
        progress.accept(name + " in memory");
        Samples table = new Samples();
        Samples all = new Samples();
        Samples heard = new Samples();
        Samples asked = new Samples();
        Samples ofFew = new Samples();
        Samples ofMany = new Samples();
        for (String line : runTable(rounds, many, heap)) {
            List<String> words = List.of(line.split(" ", -1));
            switch (words.get(0)) {
                case TableProcess.TABLE -> table.add(Double.parseDouble(words.get(1)));
                case TableProcess.ALL -> all.add(Double.parseDouble(words.get(1)));
                case TableProcess.HEARD -> heard.add(Double.parseDouble(words.get(1)));
                case TableProcess.ASKED -> asked.add(Double.parseDouble(words.get(1)));
                case TableProcess.P99 -> {
                    ofFew.add(Double.parseDouble(words.get(1)));
                    ofMany.add(Double.parseDouble(words.get(2)));
                }
                default -> throw new IOException("The process that fills the table said: " + line);
            }
        }
        return List.of(
                Row.alone("keys: a quota that was heard of", heard, "B a subject", null),
                Row.alone("keys: a quota that was asked for, on top", asked, "B a subject", null),
                Row.alone("keys: table, of " + name, table, "B a key", Goal.atMost(64)),
                Row.alone("keys: with names, dates, accounts, of " + name, all, "B a key", null),
                Row.beside("keys: look-up, p99, of " + name, ofMany, "ns", "10,000 keys", ofFew, Goal.atMost(3)));
    }

    private List<String> runTable(int rounds, int many, String heap) throws IOException, InterruptedException {
        Path log = place.file("table.log");
        List<String> command = Programs.java(heap);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                TableProcess.class.getName(),
                Integer.toString(FEW),
                Integer.toString(many),
                Integer.toString(rounds)));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            throw new IOException("The process that fills the table of keys failed: see " + log);
        }
        return lines;
    }
}
