package dev.tollgate.admin.user;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.Role;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What may become of people. Nobody gives or takes rights that they do not have, and an owner is never the last to go. */
@Component
public final class Users {
    private final UserTable table;
    private final Invitations invitations;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Users(
            UserTable table,
            Invitations invitations,
            TransactionTemplate transactions,
            Accounts accounts,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.table = table;
        this.invitations = invitations;
        this.transactions = transactions;
        this.accounts = accounts;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Somebody who may choose a password.
     *
     * @param user who
     * @param invitation what they choose it with, once: a secret
     */
    record Invited(User user, String invitation) {
        @Override
        public String toString() {
            return "Invited[" + user.id() + "]";
        }
    }

    Page<User> list(Page.Request request) {
        return Page.of(table.list(request.after(), request.limit() + 1), request, User::id);
    }

    User show(String id) {
        return table.find(id).orElseThrow(Users::noSuchUser);
    }

    Invited create(String email, String name, Role role, @Nullable String accountId) {
        User user = newUser(email, name, role, accountId);
        return inTransaction(() -> {
            requireMayGive(role);
            requireAccountOf(user);
            insert(user);
            audit.record("user.created", "user", user.id(), null, user.terms());
            return new Invited(user, invitations.invite(user.id()));
        });
    }

    /**
     * Makes the one to whom all belongs. Whoever has the admin token may, as long as there is none.
     *
     * @throws ProblemException if there is one, or somebody else with that address
     */
    public User createFirstOwner(String email, String name) {
        return inTransaction(() -> {
            table.lockAll();
            if (table.hasActiveOwner()) {
                throw ProblemException.conflict("There is an owner already. Sign in, or ask them for an invitation.");
            }
            User owner = newUser(email, name, Role.OWNER, null);
            insert(owner);
            audit.recordBy(Caller.ROOT.actor(), "user.created", "user", owner.id(), null, owner.terms());
            return owner;
        });
    }

    private User newUser(String email, String name, Role role, @Nullable String accountId) {
        return new User(
                ids.next("usr"),
                email,
                name,
                role.word(),
                accountId,
                User.ACTIVE,
                false,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
    }

    private void insert(User user) {
        try {
            table.insert(user);
        } catch (DuplicateKeyException e) {
            throw ProblemException.conflict("There is somebody with this e-mail address already.");
        }
    }

    User change(String id, UnaryOperator<User> change) {
        return inTransaction(() -> {
            User before = lock(id);
            User after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            requireMayGive(after.roleOf());
            if (!Objects.equals(after.accountId(), before.accountId()) || after.roleOf() != before.roleOf()) {
                requireAccountOf(after);
            }
            if (before.isActiveOwner() && !after.isActiveOwner()) {
                requireAnotherOwner(id);
            }
            table.update(after);
            if (!after.isActive()) {
                invitations.withdraw(id);
            }
            audit.record("user.changed", "user", id, before.terms(), after.terms());
            return after;
        });
    }

    void delete(String id) {
        inTransaction(() -> {
            User before = lock(id);
            if (before.isActiveOwner()) {
                requireAnotherOwner(id);
            }
            table.delete(id);
            audit.record("user.deleted", "user", id, before.terms(), null);
            return before;
        });
    }

    /** Lets somebody choose a password again; what they have chosen before is good until then. */
    Invited inviteAgain(String id) {
        return inTransaction(() -> {
            User user = lock(id);
            if (!user.isActive()) {
                throw ProblemException.conflict("This person is disabled. Enable them first.");
            }
            audit.record("user.invited", "user", id, null, user.terms());
            return new Invited(user, invitations.invite(id));
        });
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    /** Somebody whom the caller may change, and whom nobody else changes until the transaction ends. */
    private User lock(String id) {
        table.lockOwners();
        User user = table.lock(id).orElseThrow(Users::noSuchUser);
        requireMayGive(user.roleOf());
        return user;
    }

    private void requireAnotherOwner(String id) {
        if (!table.hasActiveOwnerBut(id)) {
            throw ProblemException.conflict(
                    "This is the last owner. Invite another one first, and wait until they have signed in.");
        }
    }

    private void requireAccountOf(User user) {
        boolean known = user.accountId() == null
                || accounts.find(user.accountId()).filter(a -> !a.isDeleted()).isPresent();
        if ((user.roleOf() == Role.MEMBER) != (user.accountId() != null) || !known) {
            throw ProblemException.invalid(List.of(new FieldError(
                    "account_id", "must be the id of an account for a member, and null for everybody else")));
        }
    }

    private static void requireMayGive(Role role) {
        Caller caller = Caller.current();
        Set<Right> given = role.rights();
        if (caller == null || !caller.mayGive(given)) {
            throw ProblemException.forbidden("The role " + role.word() + " has rights that you do not have yourself.");
        }
    }

    private static ProblemException noSuchUser() {
        return ProblemException.notFound("There is no such person.");
    }
}
