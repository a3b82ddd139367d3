package dev.tollgate.metering.topology;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Lets a processor keep in memory what it has worked out, and write and forward it when Kafka Streams is about to commit: the
 * last of many states, not each. It holds nothing itself. Kafka Streams flushes caches before each commit of a task, and this
 * looks like one to it; the library's own tables emit in the same way, and there is no public way to.
 *
 * <p>All tasks of a thread are committed in one transaction, but one after the other is flushed, and its records waited for.
 * So the first that is flushed has those of all of them written: then there is one wait, not one for each.
 */
final class BeforeCommit implements StateStore, CachedStateStore<Object, Object> {
    /** Of the tasks of this thread. Those that were closed since leave it with the next commit. */
    private static final ThreadLocal<Set<BeforeCommit>> OF_THREAD = ThreadLocal.withInitial(LinkedHashSet::new);

    private final String name;
    private boolean open;

    /** Null once it is closed, maybe by another thread. */
    private volatile @Nullable Runnable action;

    private BeforeCommit(String name) {
        this.name = name;
    }

    /**
     * Has {@code action} done before each commit of this thread from now on, as if the processor whose context this is did it
     * while it processes a record. To be called by its {@code init}.
     */
    void run(ProcessorContext<?, ?> context, Runnable action) {
        InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) context;
        ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
        this.action = () -> {
            ProcessorNode<?, ?, ?, ?> before = internal.currentNode();
            internal.setCurrentNode(node);
            try {
                action.run();
            } finally {
                internal.setCurrentNode(before);
            }
        };
        OF_THREAD.get().add(this);
    }

    @Override
    public void flushCache() {
        Set<BeforeCommit> all = OF_THREAD.get();
        all.removeIf(each -> each.action == null);
        all.forEach(BeforeCommit::act);
    }

    private void act() {
        Runnable current = action;
        if (current != null) {
            current.run();
        }
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void clearCache() {
        // What the processor has in memory goes with the processor's next init.
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {
            throw new IllegalStateException("Nothing was kept here, and nothing can be restored.");
        });
        open = true;
    }

    @Override
    public void flush() {
        // At a commit, the cache has been flushed before.
    }

    @Override
    public void close() {
        open = false;
        action = null;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** What a topology is given. */
    record Builder(String name) implements StoreBuilder<BeforeCommit> {
        @Override
        public StoreBuilder<BeforeCommit> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<BeforeCommit> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<BeforeCommit> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("There is nothing to log.");
        }

        @Override
        public StoreBuilder<BeforeCommit> withLoggingDisabled() {
            return this;
        }

        @Override
        public BeforeCommit build() {
            return new BeforeCommit(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
