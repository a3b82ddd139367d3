package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** What a page's script tells in the headers of its requests, and is told in those of answers. */
public final class Htmx {
    private Htmx() {}

    /** Whether a part of a page is wanted, for one that is open. */
    public static boolean wantsPart(HttpServletRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** The name of a view: all of the page, or a part of it for one that is open. */
    public static String view(HttpServletRequest request, String page, String part) {
        return wantsPart(request) ? page + " :: " + part : page;
    }

    /** Has the open page show the answer as a message, wherever it should have gone. */
    public static void showAsMessage(HttpServletResponse response) {
        response.setHeader("HX-Retarget", "#message");
        response.setHeader("HX-Reswap", "innerHTML");
    }

    /** Has the open page go somewhere else. */
    public static void goTo(HttpServletResponse response, String path) {
        response.setHeader("HX-Redirect", path);
    }

    /** Closes the dialog of the open page, and has it show what it shows anew; or goes to a page, where none is open. */
    public static View done(HttpServletRequest request, String path) {
        if (!wantsPart(request)) {
            return new RedirectView(path);
        }
        return (model, asked, response) -> {
            response.setHeader("HX-Trigger", "done");
            response.setStatus(HttpStatus.NO_CONTENT.value());
        };
    }

    /** The path and query of the page that is open; null where no script says it. */
    public static @Nullable String openPage(HttpServletRequest request) {
        String url = request.getHeader("HX-Current-URL");
        if (url == null) {
            return null;
        }
        try {
            URI page = new URI(url);
            return page.getRawQuery() == null ? page.getRawPath() : page.getRawPath() + "?" + page.getRawQuery();
        } catch (URISyntaxException e) {
            return null; // sent by somebody else than our script
        }
    }
}
