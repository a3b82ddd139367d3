package dev.tollgate.auth.key;

import org.jspecify.annotations.Nullable;

/**
 * Makes equal things the same object where it can: a million keys share few plans, and fewer accounts than keys. A fixed
 * number of places, so its own memory is bounded; two things that meet in one place just are not shared. For one thread.
 *
 * @param <T> immutable
 */
public final class Shared<T> {
    private final @Nullable Object[] places;

    /** @param places a power of two */
    public Shared(int places) {
        this.places = new Object[places];
    }

    /** What equals {@code given}, if it is known; or else that. */
    @SuppressWarnings("unchecked")
    public T share(T given) {
        int hash = given.hashCode();
        int place = (hash ^ (hash >>> 16)) & (places.length - 1);
        Object known = places[place];
        if (given.equals(known)) {
            return (T) known;
        }
        places[place] = given;
        return given;
    }
}
