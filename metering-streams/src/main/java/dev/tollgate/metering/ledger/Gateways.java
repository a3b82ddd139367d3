package dev.tollgate.metering.ledger;

import dev.tollgate.metering.ledger.v1.EpochRecord;
import dev.tollgate.metering.ledger.v1.GatewayRecord;
import dev.tollgate.metering.ledger.v1.Silence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The gateways of one partition: which of their runs are open, and how long each was silent. */
final class Gateways {
    /** How many ticks of one other gateway may go by before a silent run is over. Leases are sized by it. */
    static final int SILENT_TICKS_MAX = 5;

    private final TreeMap<String, Gateway> gateways = new TreeMap<>();

    /** Runs that may hold allowances; at least one, because somebody is asking. */
    int live() {
        int open = 0;
        for (Gateway gateway : gateways.values()) {
            for (Epoch epoch : gateway.epochs.values()) {
                open += epoch.retired ? 0 : 1;
            }
        }
        return Math.max(1, open);
    }

    boolean isOpen(Run run) {
        Gateway gateway = gateways.get(run.gateway());
        return gateway == null || gateway.isOpen(run.epoch());
    }

    /** Whether the run was closed for its silence and has not been fenced since. */
    boolean isRetired(Run run) {
        Gateway gateway = gateways.get(run.gateway());
        return gateway != null && run.epoch() > gateway.watermark && !gateway.isOpen(run.epoch());
    }

    SeenPositions seen(String gateway) {
        return gateway(gateway).seen;
    }

    /** An open run has been heard of: its silence begins anew. */
    void heard(Run run) {
        if (isOpen(run)) {
            gateway(run.gateway())
                    .epochs
                    .computeIfAbsent(run.epoch(), e -> new Epoch())
                    .silence
                    .clear();
        }
    }

    /**
     * Counts a tick of an open run against the silence of all others.
     *
     * @return whether that closed one
     */
    boolean tick(Run run, long tick) {
        Epoch own = gateway(run.gateway()).epochs.get(run.epoch());
        if (own == null || tick <= own.tick) {
            return false;
        }
        own.tick = tick;
        boolean closed = false;
        for (Map.Entry<String, Gateway> gateway : gateways.entrySet()) {
            for (Map.Entry<Long, Epoch> epoch : gateway.getValue().epochs.entrySet()) {
                Epoch other = epoch.getValue();
                if (other != own && !other.retired && other.silence.merge(run, 1, Integer::sum) >= SILENT_TICKS_MAX) {
                    other.retire();
                    closed = true;
                }
            }
        }
        return closed;
    }

    /** Ends all runs of a gateway up to one; all that they admitted has been sent. */
    void fence(String id, long upTo) {
        Gateway gateway = gateway(id);
        gateway.watermark = Math.max(gateway.watermark, upTo);
        gateway.epochs.headMap(gateway.watermark, true).clear();
    }

    List<GatewayRecord> toRecords() {
        List<GatewayRecord> records = new ArrayList<>(gateways.size());
        gateways.forEach((id, gateway) -> records.add(gateway.toRecord(id)));
        return records;
    }

    static Gateways fromRecords(List<GatewayRecord> records) {
        Gateways all = new Gateways();
        for (GatewayRecord record : records) {
            all.gateways.put(record.getGateway(), Gateway.fromRecord(record));
        }
        return all;
    }

    private Gateway gateway(String id) {
        return gateways.computeIfAbsent(id, i -> new Gateway(0, new SeenPositions()));
    }

    private static final class Gateway {
        private final SeenPositions seen;
        private final TreeMap<Long, Epoch> epochs = new TreeMap<>();
        private long watermark;

        Gateway(long watermark, SeenPositions seen) {
            this.watermark = watermark;
            this.seen = seen;
        }

        boolean isOpen(long epoch) {
            if (epoch <= watermark) {
                return false;
            }
            Epoch known = epochs.get(epoch);
            return known == null || !known.retired;
        }

        GatewayRecord toRecord(String id) {
            GatewayRecord.Builder record = GatewayRecord.newBuilder()
                    .setGateway(id)
                    .setWatermark(watermark)
                    .addAllSeen(seen.toRecords());
            epochs.forEach((number, epoch) -> record.addEpochs(epoch.toRecord(number)));
            return record.build();
        }

        static Gateway fromRecord(GatewayRecord record) {
            Gateway gateway = new Gateway(record.getWatermark(), SeenPositions.fromRecords(record.getSeenList()));
            for (EpochRecord epoch : record.getEpochsList()) {
                gateway.epochs.put(epoch.getEpoch(), Epoch.fromRecord(epoch));
            }
            return gateway;
        }
    }

    private static final class Epoch {
        private final TreeMap<Run, Integer> silence = new TreeMap<>();
        private boolean retired;
        private long tick;

        void retire() {
            retired = true;
            silence.clear();
        }

        EpochRecord toRecord(long number) {
            EpochRecord.Builder record = EpochRecord.newBuilder()
                    .setEpoch(number)
                    .setRetired(retired)
                    .setTick(tick);
            silence.forEach((run, ticks) -> record.addSilence(Silence.newBuilder()
                    .setGateway(run.gateway())
                    .setEpoch(run.epoch())
                    .setTicks(ticks)));
            return record.build();
        }

        static Epoch fromRecord(EpochRecord record) {
            Epoch epoch = new Epoch();
            epoch.retired = record.getRetired();
            epoch.tick = record.getTick();
            for (Silence silence : record.getSilenceList()) {
                epoch.silence.put(new Run(silence.getGateway(), silence.getEpoch()), silence.getTicks());
            }
            return epoch;
        }
    }
}
