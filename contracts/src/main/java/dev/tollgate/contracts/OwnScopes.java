package dev.tollgate.contracts;

/** Scopes of API keys that mean something to Tollgate itself. Only who administers all accounts gives them to a key. */
public final class OwnScopes {
    /** What each of them begins with. */
    public static final String PREFIX = "tollgate:";

    /** To report usage of any key. */
    public static final String REPORT_USAGE = PREFIX + "report-usage";

    private OwnScopes() {}

    /** Whether it is one, or may become one. */
    public static boolean isOne(String scope) {
        return scope.startsWith(PREFIX);
    }
}
