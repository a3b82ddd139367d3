package dev.tollgate.admin.user;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.Role;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/users}. */
@RestController
@RequestMapping(path = "/api/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
final class UserController {
    private static final int NAME_LENGTH_MAX = 200;
    private static final String[] ROLES =
            Arrays.stream(Role.values()).map(Role::word).toArray(String[]::new);

    private final Users users;

    UserController(Users users) {
        this.users = users;
    }

    /**
     * Somebody who may choose a password.
     *
     * @param invitation what they choose it with: a secret, shown once
     */
    record InvitedBody(@JsonUnwrapped User user, String invitation) {
        @Override
        public String toString() {
            return "InvitedBody[" + user.id() + "]";
        }
    }

    @GetMapping
    @Needs(Right.USERS_READ)
    Page<User> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return users.list(Page.Request.of(limit, cursor));
    }

    @GetMapping("/{id}")
    @Needs(Right.USERS_READ)
    User show(@PathVariable String id) {
        return users.show(id);
    }

    @PostMapping
    @Needs(Right.USERS_WRITE)
    ResponseEntity<InvitedBody> create(@RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "email", "name", "role", "account_id");
        return invited(HttpStatus.CREATED, create(users, body));
    }

    /** Makes the person that the body describes. */
    static Users.Invited create(Users users, Body body) {
        String email = EmailAddress.read(body);
        String name = body.requiredText("name", NAME_LENGTH_MAX);
        String role = body.choice("role", ROLES);
        if (role == null) {
            body.error("role", "is required: one of " + String.join(", ", ROLES));
        }
        String account = account(body, null);
        body.check();
        return users.create(email, name, Role.of(Objects.requireNonNull(role)), account);
    }

    @PatchMapping("/{id}")
    @Needs(Right.USERS_WRITE)
    User change(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "name", "role", "account_id", "state");
        return change(users, id, body);
    }

    /** Changes what the body names. */
    static User change(Users users, String id, Body body) {
        String name = body.text("name", NAME_LENGTH_MAX);
        String role = body.choice("role", ROLES);
        String state = body.choice("state", User.ACTIVE, User.DISABLED);
        account(body, null);
        body.check();
        return users.change(
                id,
                before -> new User(
                        id,
                        before.email(),
                        Objects.requireNonNullElse(name, before.name()),
                        Objects.requireNonNullElse(role, before.role()),
                        account(body, before.accountId()),
                        Objects.requireNonNullElse(state, before.state()),
                        before.hasPassword(),
                        before.createdAt(),
                        before.signedInAt()));
    }

    @DeleteMapping(
            path = "/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Needs(Right.USERS_WRITE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        users.delete(id);
    }

    @PostMapping("/{id}/invitation")
    @Needs(Right.USERS_WRITE)
    ResponseEntity<InvitedBody> inviteAgain(@PathVariable String id) {
        return invited(HttpStatus.OK, users.inviteAgain(id));
    }

    private static @Nullable String account(Body body, @Nullable String before) {
        if (!body.has("account_id")) {
            return before;
        }
        if (body.isNull("account_id")) {
            return null;
        }
        String account = body.text("account_id", 100);
        if (account != null && !Ids.isWellFormed(account)) {
            body.error("account_id", "must be the id of an account, or null");
        }
        return account;
    }

    private static ResponseEntity<InvitedBody> invited(HttpStatus status, Users.Invited invited) {
        // Shown once: nobody on the way may keep it.
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(new InvitedBody(invited.user(), invited.invitation()));
    }
}
