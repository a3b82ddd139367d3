package dev.tollgate.admin.access;

import java.util.Optional;

/** Knows who calls by a session, and whether there is anybody to whom all belongs. */
public interface SessionCallers {
    /** The caller whose session has that cookie, if it is one and is not over. */
    Optional<Caller> callerIn(String cookie);

    /** Whether there is an owner: then the admin token that was made at the first start has done its work. */
    boolean hasOwner();
}
