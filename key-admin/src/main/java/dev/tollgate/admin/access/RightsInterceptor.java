package dev.tollgate.admin.access;

import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Asks before each handler whether its caller may. To those who know of one account only, any other, and its keys, are as good
 * as not there; that they looked is written down.
 */
@Component
final class RightsInterceptor implements HandlerInterceptor {
    private static final int ID_LENGTH_MAX = 40;

    private final KeyOwners keys;
    private final Refusals refusals;

    RightsInterceptor(KeyOwners keys, Refusals refusals) {
        this.keys = keys;
        this.refusals = refusals;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // What goes on after its request, which was asked for.
        boolean goesOn = request.getDispatcherType() == DispatcherType.ASYNC;
        if (!goesOn && handler instanceof HandlerMethod method && !method.hasMethodAnnotation(OpenToAnybody.class)) {
            Needs needs = method.getMethodAnnotation(Needs.class);
            if (needs == null) {
                throw new IllegalStateException("Nobody has said who may call " + method.getShortLogMessage() + ".");
            }
            check(needs, Objects.requireNonNull(Caller.current(), "the doors let through"), request);
        }
        return true;
    }

    private void check(Needs needs, Caller caller, HttpServletRequest request) {
        for (Right right : needs.value()) {
            if (!caller.may(right)) {
                throw forbidden(request, "You need the right " + right.word() + " for this.");
            }
        }
        if (caller.accountId() == null || needs.ofNoAccount()) {
            return;
        }
        if (!needs.account().isEmpty()) {
            String account = variable(request, needs.account());
            if (!caller.accountId().equals(account)) {
                throw hidden("account", account, "There is no such account.");
            }
        } else if (!needs.key().isEmpty()) {
            String key = variable(request, needs.key());
            if (!caller.accountId().equals(keys.accountOf(key).orElse(null))) {
                throw hidden("key", key, "There is no such key.");
            }
        } else {
            throw forbidden(request, "This is for those who see all accounts.");
        }
    }

    private ProblemException forbidden(HttpServletRequest request, String why) {
        refusals.refused("endpoint", request.getMethod() + " " + pattern(request), why);
        return ProblemException.forbidden(why);
    }

    private ProblemException hidden(String type, String id, String answer) {
        refusals.refused(type, id.length() > ID_LENGTH_MAX ? id.substring(0, ID_LENGTH_MAX) : id, "It is another's.");
        return ProblemException.notFound(answer);
    }

    private static String variable(HttpServletRequest request, String name) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        @Nullable Object value = variables instanceof Map<?, ?> map ? map.get(name) : null;
        if (value == null) {
            throw new IllegalStateException("There is no path variable " + name + ".");
        }
        return value.toString();
    }

    private static String pattern(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    }
}
