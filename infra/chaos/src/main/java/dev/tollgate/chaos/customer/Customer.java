package dev.tollgate.chaos.customer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param account the account's id
 * @param terms the terms of its plan
 * @param keys its keys
 */
public record Customer(String account, Terms terms, List<ApiKey> keys) {
    /**
     * A plan, as far as it matters here.
     *
     * @param limit requests a day; null for no limit
     * @param perAccount whether all keys share it
     * @param strict whether nothing is admitted without an allowance
     * @param hold whether what a silent gateway held stays out of others' hands
     */
    public record Terms(@Nullable Long limit, boolean perAccount, boolean strict, boolean hold) {}

    /**
     * An API key.
     *
     * @param id its id, which is its lineage too
     * @param secret what it is called by
     */
    public record ApiKey(String id, String secret) {
        @Override
        public String toString() {
            return id;
        }
    }

    /** What a key's quota is counted for. */
    public String subject(ApiKey key) {
        return terms.perAccount() ? account : key.id();
    }
}
