package dev.tollgate.auth.migration;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The system that Tollgate replaces: it alone can tell whose a key is that it has made. */
@FunctionalInterface
interface OldSystem {
    /**
     * Asks about a key. Does not block.
     *
     * @param key as it was sent; a secret
     * @return what a row of an import would say of it, as JSON without its hash; empty if it is no key of that system. Completes
     *     exceptionally, soon, where nobody can tell; no message then holds the key.
     */
    CompletableFuture<Optional<String>> ask(String key);
}
