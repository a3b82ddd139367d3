package dev.tollgate.chaos;

import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.Terms;
import dev.tollgate.chaos.customer.KeyAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some customers that call all the time, and in each round some whose quota is used up in it. */
final class Customers {
    private static final long LIMIT_MIN = 20;
    private static final int LIMITS = 100;

    private final KeyAdmin admin;
    private final Random random;
    private final List<Customer> all = new ArrayList<>();
    private final List<Customer> permanent = new ArrayList<>();
    private final List<List<Customer>> byRound = new ArrayList<>();

    Customers(KeyAdmin admin, long seed) {
        this.admin = admin;
        this.random = new Random(seed);
    }

    /** Makes all of them: while there is trouble, key-admin may be away. */
    void make(int rounds) {
        permanent.add(make(new Terms(null, false, false, false), 2));
        permanent.add(make(new Terms(1_000_000L, false, false, false), 2));
        permanent.add(make(new Terms(2_000L + random.nextInt(1_000), true, true, false), 2));
        for (int round = 0; round < rounds; round++) {
            boolean strict = random.nextInt(3) > 0;
            Terms some = new Terms(limit(), random.nextBoolean(), strict, strict && random.nextInt(3) == 0);
            byRound.add(List.of(make(some, 2), make(new Terms(limit(), false, !strict, false), 1)));
        }
    }

    private long limit() {
        return LIMIT_MIN + random.nextInt(LIMITS);
    }

    /** One with keys to be changed, whom nothing limits. */
    Customer makeForChanges(int keys) {
        return make(new Terms(null, false, false, false), keys);
    }

    private Customer make(Terms terms, int keys) {
        Customer made = admin.customer(terms, keys);
        all.add(made);
        return made;
    }

    /** Those who call in a round. Those of the round before still try. */
    List<Customer> of(int round) {
        List<Customer> calling = new ArrayList<>(permanent);
        calling.addAll(byRound.get(round));
        if (round > 0) {
            calling.addAll(byRound.get(round - 1));
        }
        return calling;
    }

    List<Customer> permanent() {
        return permanent;
    }

    List<Customer> all() {
        return all;
    }
}
