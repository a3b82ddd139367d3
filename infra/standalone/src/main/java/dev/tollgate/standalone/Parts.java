package dev.tollgate.standalone;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts parts beside each other and stops them one after the other, in {@link Part}'s order. Stopping may come at any
 * moment, from any thread: a part that is just starting is waited for and stopped too, and none starts afterwards.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "tollgate-parts");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Part, CompletableFuture<AutoCloseable>> started = new EnumMap<>(Part.class);
    private final Duration stopTimeout;
    private volatile boolean closing;

    /** @param stopTimeout how long one part may take to stop before the next is told to */
    Parts(Duration stopTimeout) {
        this.stopTimeout = stopTimeout;
    }

    /** Starts a part in a thread of its own. The future fails as its start does. */
    synchronized <T extends AutoCloseable> CompletableFuture<T> start(Part part, Callable<T> start) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (closing) {
            future.completeExceptionally(new IllegalStateException("Tollgate is stopping."));
            return future;
        }
        started.put(part, future.thenApply(running -> running));
        threads.execute(() -> {
            // The log of a start tells by this name whose it is.
            Thread.currentThread().setName("start " + part.title());
            try {
                future.complete(start.call());
            } catch (Throwable e) { // whatever it is, who waits must learn of it
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /** Whether it has been told to stop. */
    boolean isClosing() {
        return closing;
    }

    /** Stops all that has been started; a second call waits for the first. */
    @Override
    public void close() {
        closing = true;
        stopAll();
    }

    private synchronized void stopAll() {
        for (Part part : Part.values()) {
            CompletableFuture<AutoCloseable> future = started.remove(part);
            if (future != null) {
                stop(part, future);
            }
        }
    }

    private void stop(Part part, CompletableFuture<AutoCloseable> future) {
        Future<@Nullable Void> stopped = threads.submit(() -> {
            Thread.currentThread().setName("stop " + part.title());
            AutoCloseable running = running(future);
            if (running != null) {
                running.close();
            }
            return null;
        });
        try {
            stopped.get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            LOG.warn("{} did not stop cleanly", part.title(), e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("{} has not stopped in {} s; its end is not waited for", part.title(), stopTimeout.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable AutoCloseable running(CompletableFuture<AutoCloseable> future)
            throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            // It never ran, and whoever started it has been told why.
            return null;
        }
    }
}
