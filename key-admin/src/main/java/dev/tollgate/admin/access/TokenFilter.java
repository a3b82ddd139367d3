package dev.tollgate.admin.access;

import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Machines, and people with a shell, say who they are by a token. */
final class TokenFilter extends CallerFilter {
    private static final String SCHEME = "Bearer ";

    private final AdminToken adminToken;
    private final TokenCallers tokens;
    private final SessionCallers people;
    /** An owner is never the last to go, so once there is one, there always is. */
    private volatile boolean owned;

    TokenFilter(AdminToken adminToken, TokenCallers tokens, SessionCallers people, HandlerExceptionResolver problems) {
        super(problems);
        this.adminToken = adminToken;
        this.tokens = tokens;
        this.people = people;
    }

    @Override
    Caller callerOf(HttpServletRequest request) {
        List<String> authorization = Collections.list(request.getHeaders("Authorization"));
        if (authorization.size() != 1 || !authorization.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ProblemException.unauthenticated("Send one header Authorization: Bearer <admin token>.");
        }
        String token = authorization.get(0).substring(SCHEME.length()).strip();
        if (adminToken.matches(token)) {
            return root();
        }
        return tokens.callerBy(token)
                .orElseThrow(() -> ProblemException.unauthenticated(
                        "This is no admin token, or it has expired. An owner can make a new one."));
    }

    private Caller root() {
        if (!adminToken.isGiven() && hasOwner()) {
            throw ProblemException.unauthenticated("The admin token of the first start has ended, since there is an"
                    + " owner. Sign in, use a token made under /api/v1/tokens, or set TOLLGATE_ADMIN_TOKEN.");
        }
        return Caller.ROOT;
    }

    private boolean hasOwner() {
        if (!owned) {
            owned = people.hasOwner();
        }
        return owned;
    }
}
