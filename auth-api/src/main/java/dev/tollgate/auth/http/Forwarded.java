package dev.tollgate.auth.http;

import dev.tollgate.auth.key.AddressRanges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whose request this is about: what a trusted proxy says in its X-Forwarded headers, else the connection itself.
 *
 * @param byProxy whether the peer is a trusted proxy
 * @param complete whether it says both method and target
 * @param method the method in capitals
 * @param target path and query; null if the peer names none, so that the request is about itself
 * @param client the client's address
 */
record Forwarded(
        boolean byProxy,
        boolean complete,
        String method,
        @Nullable String target,
        InetAddress client) {
    private static final int HOPS_MAX = 32;
    private static final int METHOD_LENGTH_MAX = 20;
    private static final InetAddress UNKNOWN = AddressRanges.parseAddress("0.0.0.0");

    /** The headers of a trusted proxy contradict each other or make no sense. The message is for the client. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads all three headers. */
    static Forwarded of(Request request, AddressRanges trusted) throws Malformed {
        InetAddress peer = peer(request);
        if (!trusted.contains(peer)) {
            return new Forwarded(false, false, request.getMethod().toUpperCase(Locale.ROOT), null, peer);
        }
        String method = single(request, "X-Forwarded-Method");
        if (method != null && !isMethod(method)) {
            throw new Malformed("X-Forwarded-Method is not a method");
        }
        String target = single(request, "X-Forwarded-Uri");
        return new Forwarded(
                true,
                method != null && target != null,
                (method == null ? request.getMethod() : method).toUpperCase(Locale.ROOT),
                target,
                client(request.getHeaders().getValuesList("X-Forwarded-For"), peer, trusted));
    }

    private static boolean isMethod(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= METHOD_LENGTH_MAX;
    }

    /** The client's address alone, for requests that are about themselves. */
    static InetAddress clientOf(Request request, AddressRanges trusted) {
        InetAddress peer = peer(request);
        return trusted.contains(peer)
                ? client(request.getHeaders().getValuesList("X-Forwarded-For"), peer, trusted)
                : peer;
    }

    /**
     * The rightmost address that is not a trusted proxy's: each proxy adds, on the right, whom it got the request from,
     * so only what trusted ones added can be believed. A malformed entry ends the search at the last good one.
     */
    static InetAddress client(List<String> forwardedFor, InetAddress peer, AddressRanges trusted) {
        List<String> entries = new ArrayList<>();
        for (String header : forwardedFor) {
            Collections.addAll(entries, header.split(",", -1));
        }
        InetAddress client = peer;
        int last = entries.size() - 1;
        for (int i = last; i >= 0 && last - i < HOPS_MAX && trusted.contains(client); i--) {
            InetAddress entry = address(entries.get(i).strip());
            if (entry == null) {
                break;
            }
            client = entry;
        }
        return client;
    }

    /** An address, some proxies write a port behind it; null if it is none. */
    private static @Nullable InetAddress address(String entry) {
        String text = entry;
        int bracket = entry.indexOf(']');
        if (entry.startsWith("[") && bracket > 0) {
            text = entry.substring(1, bracket);
        } else if (entry.indexOf(':') == entry.lastIndexOf(':') && entry.indexOf(':') > 0) {
            text = entry.substring(0, entry.indexOf(':'));
        }
        try {
            return AddressRanges.parseAddress(text);
        } catch (IllegalArgumentException e) {
            // Not an error of ours: whoever wrote the header is just not believed.
            return null;
        }
    }

    private static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                ? withoutZone(peer.getAddress())
                : UNKNOWN;
    }

    private static InetAddress withoutZone(InetAddress address) {
        if (!(address instanceof Inet6Address inner) || inner.getScopeId() == 0) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has as many bytes as an address.", e);
        }
    }

    private static @Nullable String single(Request request, String header) throws Malformed {
        var values = request.getHeaders().getValues(header);
        if (!values.hasMoreElements()) {
            return null;
        }
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            throw new Malformed("More than one " + header + " header");
        }
        return value;
    }
}
