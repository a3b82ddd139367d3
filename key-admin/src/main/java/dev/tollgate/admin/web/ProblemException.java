package dev.tollgate.admin.web;

import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that cannot be done, told to its sender as an RFC 9457 problem. The detail says what to do. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final transient List<FieldError> errors;
    private final long retryAfterSeconds;

    private ProblemException(HttpStatus status, String detail, List<FieldError> errors) {
        this(status, detail, errors, 0);
    }

    private ProblemException(HttpStatus status, String detail, List<FieldError> errors, long retryAfterSeconds) {
        super(detail);
        this.status = status;
        this.errors = errors;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Nobody knows who calls. */
    public static ProblemException unauthenticated(String detail) {
        return new ProblemException(HttpStatus.UNAUTHORIZED, detail, List.of());
    }

    /** The caller may not do that. */
    public static ProblemException forbidden(String detail) {
        return new ProblemException(HttpStatus.FORBIDDEN, detail, List.of());
    }

    /** That has been tried too often. */
    public static ProblemException tooMany(String detail, long retryAfterSeconds) {
        return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, detail, List.of(), retryAfterSeconds);
    }

    /** Somebody whom this server needs is away. */
    public static ProblemException unavailable(String detail, long retryAfterSeconds) {
        return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail, List.of(), retryAfterSeconds);
    }

    /** There is no such object. */
    public static ProblemException notFound(String detail) {
        return new ProblemException(HttpStatus.NOT_FOUND, detail, List.of());
    }

    /** The request makes no sense as it is. */
    public static ProblemException badRequest(String detail) {
        return new ProblemException(HttpStatus.BAD_REQUEST, detail, List.of());
    }

    /** Fields of the body, or parameters, are not as they must be. */
    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "Correct what is listed under errors.", errors);
    }

    /** The request makes sense, but not as things stand. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, detail, List.of());
    }

    /** The request makes sense by itself, but not after the one before. */
    public static ProblemException unprocessable(String detail) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, detail, List.of());
    }

    /** The object is not the one that the caller knows. */
    public static ProblemException changedSince() {
        return new ProblemException(
                HttpStatus.PRECONDITION_FAILED,
                "Somebody has changed it since. Get it again, and decide with what it is now.",
                List.of());
    }

    /** What its sender is answered with. */
    public HttpStatus status() {
        return status;
    }

    /** What is wrong with which fields; empty where something else is. */
    public List<FieldError> errors() {
        return errors;
    }

    /** 0 where nothing changes by waiting. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
