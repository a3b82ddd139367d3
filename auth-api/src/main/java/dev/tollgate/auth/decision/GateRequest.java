package dev.tollgate.auth.decision;

import java.net.InetAddress;

/**
 * All of a request that its decision depends on.
 *
 * @param credential what it is recognised by
 * @param source the client's address, as far as it can be believed
 * @param route what is asked for
 */
public record GateRequest(Credential credential, InetAddress source, Route route) {}
