package dev.tollgate.auth.migration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks by HTTP: {@code POST} with {@code {"key": "…"}}, answered with 200 and an import's row of that key, or with 404 where it
 * is none. Any other answer is as good as no answer.
 */
final class HttpOldSystem implements OldSystem {
    static final int ROW_BYTES_MAX = 16 * 1024;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI address;
    private final String token;
    private final Duration answerMax;
    private final Executor threads;
    private final HttpClient client;

    /**
     * @param token what it knows the gates by, sent as a Bearer token; blank for none
     * @param answerMax how long its answer may take, all in all
     */
    HttpOldSystem(URI address, String token, Duration answerMax, Executor threads) {
        this.address = address;
        this.token = token;
        this.answerMax = answerMax;
        this.threads = threads;
        // Follows no redirect: a key goes to this address and to no other.
        this.client = HttpClient.newBuilder()
                .connectTimeout(answerMax)
                .executor(threads)
                .build();
    }

    @Override
    public CompletableFuture<Optional<String>> ask(String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString("{\"key\":\"" + escaped(key) + "\"}"));
        if (!token.isBlank()) {
            request.header("Authorization", "Bearer " + token);
        }
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(
                request.build(),
                head -> head.statusCode() == OK ? new BoundedText(ROW_BYTES_MAX) : BodySubscribers.replacing(""));
        CompletableFuture<HttpResponse<String>> answered = exchange.copy();
        CompletableFuture.delayedExecutor(answerMax.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(() -> giveUp(exchange, answered));
        return answered.thenApply(answer -> row(answer, key));
    }

    /** The client's own timeout is over with the head of an answer. */
    private void giveUp(CompletableFuture<?> exchange, CompletableFuture<?> answered) {
        if (answered.completeExceptionally(
                new IOException("it has not answered within " + answerMax.toMillis() + " ms"))) {
            exchange.cancel(true);
        }
    }

    private static Optional<String> row(HttpResponse<String> answer, String key) {
        if (answer.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (answer.statusCode() != OK) {
            throw failed("it answers " + answer.statusCode());
        }
        if (answer.body().contains(key)) {
            throw failed("its answer holds the key itself, and was thrown away");
        }
        return Optional.of(answer.body());
    }

    private static CompletionException failed(String why) {
        return new CompletionException(new IOException(why));
    }

    /** A key is of visible ASCII characters, of which JSON has these two for itself. */
    private static String escaped(String key) {
        return key.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
