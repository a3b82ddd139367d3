package dev.tollgate.admin.page;

import dev.tollgate.admin.web.Htmx;
import dev.tollgate.admin.web.ProblemView;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/** A problem as a page; for a page that is open, as a message on it. */
@Component
final class ProblemPage implements ProblemView {
    private static final Set<String> MESSAGE = Set.of("message");

    private final ITemplateEngine templates;

    ProblemPage(ITemplateEngine templates) {
        this.templates = templates;
    }

    @Override
    public boolean isWanted(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (request.getServletPath().startsWith("/api/")) {
            return false;
        }
        return Htmx.wantsPart(request) || (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE));
    }

    @Override
    public String render(ProblemDetail problem, HttpServletRequest request, HttpServletResponse response) {
        ServletContext servlet = request.getServletContext();
        WebContext context = new WebContext(
                JakartaServletWebApplication.buildApplication(servlet).buildExchange(request, response),
                Locale.ENGLISH,
                Map.of("problem", problem));
        if (Htmx.wantsPart(request)) {
            Htmx.showAsMessage(response);
            return templates.process("problem", MESSAGE, context);
        }
        return templates.process("problem", context);
    }
}
