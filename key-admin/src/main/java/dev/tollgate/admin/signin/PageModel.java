package dev.tollgate.admin.signin;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.page.PageController;
import dev.tollgate.admin.user.User;
import dev.tollgate.admin.user.UserTable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the shell of each page shows of whoever looks at it. */
@ControllerAdvice(annotations = PageController.class)
final class PageModel {
    private final UserTable users;

    PageModel(UserTable users) {
        this.users = users;
    }

    /**
     * Who looks at a page.
     *
     * @param name how they are called
     * @param accountId the only account that they know of; null for all
     * @param rights what they may do, by the words of the API
     */
    record Viewer(String name, @Nullable String accountId, Set<String> rights) {
        /** Whether they may, such as {@code keys:write}. */
        public boolean may(String right) {
            return rights.contains(right);
        }
    }

    /** Null for whoever has not said yet who they are. */
    @ModelAttribute("viewer")
    @Nullable
    Viewer viewer() {
        Caller caller = Caller.current();
        if (caller == null) {
            return null;
        }
        String name = caller.userId() == null
                ? caller.actor()
                : users.find(caller.userId()).map(User::name).orElse(caller.actor());
        return new Viewer(
                name,
                caller.accountId(),
                caller.rights().stream().map(Right::word).collect(Collectors.toUnmodifiableSet()));
    }

    /** The address of the page, by which what it shows is shown anew. */
    @ModelAttribute("self")
    String self(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }
}
