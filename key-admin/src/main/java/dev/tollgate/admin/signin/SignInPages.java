package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.OpenToAnybody;
import dev.tollgate.admin.access.SessionCookie;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.signin.SignIn.SignedIn;
import dev.tollgate.admin.user.EmailAddress;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Form;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Pages on which people come in and go out. */
@PageController
final class SignInPages {
    private static final String HOME = "redirect:/";
    private static final Pattern PATH = Pattern.compile("/(?!/)[!-\\[\\]-~]*");

    private final SignIn signIn;
    private final Sessions sessions;
    private final SignInSettings settings;

    SignInPages(SignIn signIn, Sessions sessions, SignInSettings settings) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** The page that somebody most likely wants. */
    @GetMapping("/")
    @Needs(
            value = {},
            ofNoAccount = true)
    String home() {
        String account = Objects.requireNonNull(Caller.current(), "the doors let through")
                .accountId();
        return account == null ? "redirect:/accounts" : "redirect:/accounts/" + account + "/keys";
    }

    @GetMapping("/signin")
    @OpenToAnybody
    String form(HttpServletRequest request, Model model) {
        if (Caller.current() != null) {
            return HOME;
        }
        if (!sessions.hasOwner()) {
            return "redirect:/first-owner";
        }
        return show(model, "signin", new Form(request, "next"));
    }

    @PostMapping("/signin")
    @OpenToAnybody
    String begin(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "email", "password", "next");
        return in("signin", form, request, response, model, body -> {
            Credentials credentials = Credentials.of(body);
            body.check();
            return signIn.withPassword(credentials.email(), credentials.password(), request.getRemoteAddr());
        });
    }

    @GetMapping("/invitation")
    @OpenToAnybody
    String invitation(HttpServletRequest request, Model model) {
        return show(model, "invitation", new Form(request));
    }

    @PostMapping("/invitation")
    @OpenToAnybody
    String redeem(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "invitation", "password");
        return in("invitation", form, request, response, model, body -> {
            String invitation = Credentials.secret(body, "invitation");
            String password = Credentials.newPassword(body, "password");
            body.check();
            return signIn.withInvitation(invitation, password);
        });
    }

    @GetMapping("/first-owner")
    @OpenToAnybody
    String first(HttpServletRequest request, Model model) {
        return sessions.hasOwner() ? HOME : show(model, "first-owner", new Form(request));
    }

    @PostMapping("/first-owner")
    @OpenToAnybody
    String makeFirst(HttpServletRequest request, HttpServletResponse response, Model model) {
        Form form = new Form(request, "token", "email", "name", "password");
        return in("first-owner", form, request, response, model, body -> {
            String token = Credentials.secret(body, "token");
            String email = EmailAddress.read(body);
            String name = body.requiredText("name", Credentials.NAME_LENGTH_MAX);
            String password = Credentials.newPassword(body, "password");
            body.check();
            return signIn.asFirstOwner(token, email, name, password, request.getRemoteAddr());
        });
    }

    @PostMapping("/signout")
    @OpenToAnybody
    String end(HttpServletRequest request, HttpServletResponse response) {
        String cookie = SessionCookie.in(request);
        if (cookie != null) {
            sessions.end(cookie);
            SessionCookie.take(request, response);
        }
        return "redirect:/signin";
    }

    /** Lets somebody in and sends them on, or shows them the form again and what is wrong. */
    private String in(
            String view,
            Form form,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            Function<Body, SignedIn> begin) {
        try {
            SessionCookie.give(request, response, begin.apply(form.body()).cookie());
            return "redirect:" + pathOnly(form.text("next"));
        } catch (ProblemException problem) {
            response.setStatus(problem.status().value());
            model.addAttribute("problem", problem);
            return show(model, view, form);
        }
    }

    private String show(Model model, String view, Form form) {
        model.addAttribute("form", form.typed());
        model.addAttribute("oidc", !settings.oidcIssuer().isBlank());
        return view;
    }

    /** Nobody is sent on to another site. */
    private static String pathOnly(@Nullable String next) {
        return next != null && PATH.matcher(next).matches() ? next : "/";
    }
}
