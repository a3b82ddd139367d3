package dev.tollgate.admin.user;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.access.Role;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The people who may sign in. */
@PageController
final class UserPages {
    private final Users users;
    private final String publicUrl;

    /** @param publicUrl where browsers find this server; blank where nobody has said so */
    UserPages(Users users, @Value("${tollgate.sign-in.public-url}") String publicUrl) {
        this.users = users;
        this.publicUrl = publicUrl;
    }

    @GetMapping("/people")
    @Needs(Right.USERS_READ)
    String list(@RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", users.list(Page.Request.of(null, cursor)));
        return "people";
    }

    @GetMapping("/people/new")
    @Needs(Right.USERS_WRITE)
    String form(@RequestParam(required = false) @Nullable String account, Model model) {
        return form(
                model, null, account == null ? Map.of() : Map.of("role", Role.MEMBER.word(), "account_id", account));
    }

    @PostMapping("/people")
    @Needs(Right.USERS_WRITE)
    String create(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "email", "name", "role", "account_id");
        return invited(model, response, null, form, () -> UserController.create(users, form.body()));
    }

    @GetMapping("/people/{id}/edit")
    @Needs(Right.USERS_WRITE)
    String edit(@PathVariable String id, Model model) {
        User user = users.show(id);
        Map<String, String> typed =
                new HashMap<>(Map.of("name", user.name(), "role", user.role(), "state", user.state()));
        if (user.accountId() != null) {
            typed.put("account_id", user.accountId());
        }
        return form(model, user, typed);
    }

    @PostMapping("/people/{id}/edit")
    @Needs(Right.USERS_WRITE)
    String change(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "name", "role", "account_id", "state").withRequired("name");
        if (form.text("account_id") == null) {
            form.withNone("account_id");
        }
        try {
            UserController.change(users, id, form.body());
            return "redirect:/people";
        } catch (ProblemException problem) {
            return again(model, response, users.show(id), form, problem);
        }
    }

    @PostMapping("/people/{id}/invitation")
    @Needs(Right.USERS_WRITE)
    String inviteAgain(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        return invited(model, response, users.show(id), new Form(request), () -> users.inviteAgain(id));
    }

    @PostMapping("/people/{id}/delete")
    @Needs(Right.USERS_WRITE)
    String delete(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
        try {
            users.delete(id);
            return "redirect:/people";
        } catch (ProblemException problem) {
            return again(model, response, users.show(id), new Form(request), problem);
        }
    }

    /** Shows an invitation, this once; or the form again, with what is wrong. */
    private String invited(
            Model model, HttpServletResponse response, @Nullable User user, Form form, Supplier<Users.Invited> invite) {
        try {
            Users.Invited invited = invite.get();
            model.addAttribute("user", invited.user());
            model.addAttribute("link", origin() + "/invitation#" + invited.invitation());
            return "invited";
        } catch (ProblemException problem) {
            return again(model, response, user, form, problem);
        }
    }

    private String origin() {
        return publicUrl.isBlank()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().toUriString()
                : publicUrl.replaceFirst("/$", "");
    }

    private static String again(
            Model model, HttpServletResponse response, @Nullable User user, Form form, ProblemException problem) {
        response.setStatus(problem.status().value());
        model.addAttribute("problem", problem);
        return form(model, user, form.typed());
    }

    private static String form(Model model, @Nullable User user, Map<String, String> typed) {
        model.addAttribute("form", typed);
        model.addAttribute("user", user);
        model.addAttribute("roles", Arrays.stream(Role.values()).map(Role::word).toList());
        return "person";
    }
}
