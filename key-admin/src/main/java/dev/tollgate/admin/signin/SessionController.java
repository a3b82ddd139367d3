package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.OpenToAnybody;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.SessionCookie;
import dev.tollgate.admin.user.User;
import dev.tollgate.admin.user.UserTable;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/session}: in, who am I, out. */
@RestController
@RequestMapping(path = "/api/v1/session", produces = MediaType.APPLICATION_JSON_VALUE)
final class SessionController {
    private final SignIn signIn;
    private final Sessions sessions;
    private final UserTable users;

    SessionController(SignIn signIn, Sessions sessions, UserTable users) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.users = users;
    }

    /**
     * Who calls, and what they may do.
     *
     * @param actor how the audit log names them
     * @param user the person; null for a token
     * @param accountId the only account that they know of; null for all
     * @param rights what they may do
     */
    record WhoAmI(
            String actor, @Nullable User user, @Nullable String accountId, List<String> rights) {}

    @GetMapping
    @OpenToAnybody
    WhoAmI show() {
        Caller caller = Caller.current();
        if (caller == null) {
            throw ProblemException.unauthenticated("Nobody is signed in.");
        }
        User user = caller.userId() == null ? null : users.find(caller.userId()).orElse(null);
        return new WhoAmI(
                caller.actor(),
                user,
                caller.accountId(),
                caller.rights().stream().map(Right::word).sorted().toList());
    }

    @PostMapping
    @OpenToAnybody
    User begin(@RequestBody @Nullable JsonNode json, HttpServletRequest request, HttpServletResponse response) {
        Body body = Body.of(json, "email", "password");
        Credentials credentials = Credentials.of(body);
        body.check();
        return in(
                signIn.withPassword(credentials.email(), credentials.password(), request.getRemoteAddr()),
                request,
                response);
    }

    @PostMapping("/invitation")
    @OpenToAnybody
    User redeem(@RequestBody @Nullable JsonNode json, HttpServletRequest request, HttpServletResponse response) {
        Body body = Body.of(json, "invitation", "password");
        String invitation = Credentials.secret(body, "invitation");
        String password = Credentials.newPassword(body, "password");
        body.check();
        return in(signIn.withInvitation(invitation, password), request, response);
    }

    @PutMapping("/password")
    @Needs(
            value = {},
            ofNoAccount = true)
    User changePassword(
            @RequestBody @Nullable JsonNode json, HttpServletRequest request, HttpServletResponse response) {
        Body body = Body.of(json, "current_password", "new_password");
        String current = Credentials.secret(body, "current_password");
        String next = Credentials.newPassword(body, "new_password");
        body.check();
        Caller caller = Objects.requireNonNull(Caller.current(), "the doors let through");
        User user = caller.userId() == null ? null : users.find(caller.userId()).orElse(null);
        if (user == null) {
            throw ProblemException.forbidden("Tokens have no password.");
        }
        return in(signIn.changePassword(user, current, next, request.getRemoteAddr()), request, response);
    }

    @DeleteMapping(produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @OpenToAnybody
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(HttpServletRequest request, HttpServletResponse response) {
        String cookie = SessionCookie.in(request);
        if (cookie != null) {
            sessions.end(cookie);
            SessionCookie.take(request, response);
        }
    }

    private static User in(SignIn.SignedIn in, HttpServletRequest request, HttpServletResponse response) {
        SessionCookie.give(request, response, in.cookie());
        return in.user();
    }
}
