package dev.tollgate.admin.access;

import java.util.Optional;

/** Knows whose a key is. */
public interface KeyOwners {
    /** The account of the key with that id. */
    Optional<String> accountOf(String keyId);
}
