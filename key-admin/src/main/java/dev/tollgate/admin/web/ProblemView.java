package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ProblemDetail;

/** Shows problems to people. */
public interface ProblemView {
    /** Whether a person will see the answer to {@code request}, rather than a program. */
    boolean isWanted(HttpServletRequest request);

    /** A page, or the part of one that {@code request} wants. */
    String render(ProblemDetail problem, HttpServletRequest request, HttpServletResponse response);
}
