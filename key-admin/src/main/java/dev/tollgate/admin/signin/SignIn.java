package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.AdminToken;
import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.user.Invitations;
import dev.tollgate.admin.user.User;
import dev.tollgate.admin.user.UserTable;
import dev.tollgate.admin.user.Users;
import dev.tollgate.admin.web.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Begins sessions of people who have shown who they are. */
@Component
final class SignIn {
    private static final int FAILURES_BY_SOURCE_MAX = 20;
    private static final int FAILURES_BY_PERSON_MAX = 10;

    private final AdminToken adminToken;
    private final UserTable users;
    private final Users people;
    private final Passwords passwords;
    private final Invitations invitations;
    private final Sessions sessions;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Counter failures;
    private final SignInThrottle throttle = new SignInThrottle(FAILURES_BY_SOURCE_MAX, FAILURES_BY_PERSON_MAX);

    SignIn(
            AdminToken adminToken,
            UserTable users,
            Users people,
            Passwords passwords,
            Invitations invitations,
            Sessions sessions,
            AuditLog audit,
            TransactionTemplate transactions,
            Clock clock,
            MeterRegistry registry) {
        this.adminToken = adminToken;
        this.users = users;
        this.people = people;
        this.passwords = passwords;
        this.invitations = invitations;
        this.sessions = sessions;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.failures = Counter.builder("tollgate.signin.failures")
                .description("Sign-ins that were refused; alert on many")
                .register(registry);
    }

    /**
     * Somebody who is in.
     *
     * @param cookie of their session: a secret
     */
    record SignedIn(User user, String cookie) {
        @Override
        public String toString() {
            return "SignedIn[" + user.id() + "]";
        }
    }

    /** @throws ProblemException if there is no such person with that password, or too many have been tried */
    SignedIn withPassword(String email, String password, String source) {
        Optional<User> user = users.findByEmail(email).filter(User::isActive);
        if (!isPasswordOf(user, email, password, source)) {
            throw ProblemException.unauthenticated("There is nobody with this e-mail address and password.");
        }
        return begin(user.orElseThrow(), "password");
    }

    private boolean isPasswordOf(Optional<User> user, String email, String password, String source) {
        return throttled(
                source, email, () -> passwords.matches(user.map(User::id).orElse(null), password));
    }

    /** Whether what somebody says is right, unless they have said too much that was wrong. */
    private boolean throttled(String source, String person, BooleanSupplier isRight) {
        long now = clock.millis();
        long wait = throttle.secondsToWait(source, person, now);
        if (wait > 0) {
            throw ProblemException.tooMany("Too many tries. Wait " + wait + " seconds.", wait);
        }
        boolean right = isRight.getAsBoolean();
        if (!right) {
            throttle.failed(source, person, now);
            failures.increment();
        }
        return right;
    }

    /** Has somebody choose a password, and ends their other sessions. */
    SignedIn withInvitation(String invitation, String password) {
        return Objects.requireNonNull(transactions.execute(status -> {
            User user = invitations
                    .redeem(invitation)
                    .orElseThrow(() -> ProblemException.unauthenticated(
                            "This invitation is not good any more. Ask for another one."));
            passwords.set(user.id(), password);
            sessions.endAllOf(user.id());
            return begin(user, "invitation");
        }));
    }

    /** Makes the one to whom all belongs, on the word of whoever has the admin token, if there is none yet. */
    SignedIn asFirstOwner(String token, String email, String name, String password, String source) {
        if (!throttled(source, Caller.ROOT.actor(), () -> adminToken.matches(token))) {
            throw ProblemException.unauthenticated("This is not the admin token.");
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            User owner = people.createFirstOwner(email, name);
            passwords.set(owner.id(), password);
            return begin(owner, "admin token");
        }));
    }

    /** Begins a session of somebody whom the identity provider knows by a verified address. */
    Optional<SignedIn> withVerifiedEmail(String email) {
        Optional<User> user = users.findByEmail(email.toLowerCase(Locale.ROOT)).filter(User::isActive);
        if (user.isEmpty()) {
            failures.increment();
        }
        return user.map(known -> begin(known, "identity provider"));
    }

    /** Changes a password for one who knows it, and ends all their sessions but the new one. */
    SignedIn changePassword(User user, String current, String next, String source) {
        if (!isPasswordOf(Optional.of(user), user.email(), current, source)) {
            throw ProblemException.forbidden("This is not your present password.");
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            passwords.set(user.id(), next);
            sessions.endAllOf(user.id());
            audit.record("user.password_changed", "user", user.id(), null, null);
            return begin(user, "password");
        }));
    }

    private SignedIn begin(User user, String by) {
        return Objects.requireNonNull(transactions.execute(status -> {
            String cookie = sessions.begin(user);
            audit.recordBy(user.caller().actor(), "session.began", "user", user.id(), null, Map.of("by", by));
            return new SignedIn(user, cookie);
        }));
    }
}
