package dev.tollgate.admin.access;

import java.util.Optional;

/** Knows who calls by an admin API token. */
public interface TokenCallers {
    /** The caller with that token, if it is one and is not over. */
    Optional<Caller> callerBy(String token);
}
