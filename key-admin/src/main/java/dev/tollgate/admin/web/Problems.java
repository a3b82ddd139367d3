package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Makes RFC 9457 problems of what goes wrong. Never repeats a body: it may hold what must not be seen. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final String NOTHING_HERE = "There is no such page or endpoint.";
    private static final MediaType PAGE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final ProblemView view;

    Problems(ProblemView view) {
        this.view = view;
    }

    @ExceptionHandler
    ResponseEntity<Object> onProblem(ProblemException problem, ServletWebRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                problem.status(), Optional.ofNullable(problem.getMessage()).orElse(""));
        if (!problem.errors().isEmpty()) {
            body.setProperty("errors", problem.errors());
        }
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (problem.retryAfterSeconds() > 0) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfterSeconds()));
        }
        return shown(answer.body(body), request);
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        // The connection broke in the middle of one.
        TransactionSystemException.class
    })
    ResponseEntity<Object> onDatabaseAway(Exception failure, ServletWebRequest request) {
        log.warn(
                "The database does not answer: {}",
                NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer. Try again in a moment.");
        return shown(
                ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .header(HttpHeaders.RETRY_AFTER, "5")
                        .body(body),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> onAnythingElse(Exception failure, ServletWebRequest request) {
        log.error("A request failed in a way nobody has thought of", failure);
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "This should not have happened. The server's log says more.");
        return shown(
                ResponseEntity.internalServerError()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(body),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> onUnreadableForm(InvalidParameterException failure, ServletWebRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                HttpStatusCode.valueOf(failure.getErrorCode()),
                "The form is not encoded as forms are, or is longer than 64 kB.");
        return shown(
                ResponseEntity.status(body.getStatus())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(body),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        failure.getBody().setDetail(NOTHING_HERE);
        return super.handleNoResourceFoundException(failure, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoHandlerFoundException(
            NoHandlerFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        failure.getBody().setDetail(NOTHING_HERE);
        return super.handleNoHandlerFoundException(failure, headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(
                status, "The body is not JSON, or has a field twice. Send one JSON object, in UTF-8.");
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    /** What Spring itself has found wrong with a request. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = super.handleExceptionInternal(failure, body, headers, status, request);
        return answer != null && answer.getBody() instanceof ProblemDetail && request instanceof ServletWebRequest web
                ? shown(answer, web)
                : answer;
    }

    /** The answer as a person can read it, if one will. */
    private ResponseEntity<Object> shown(ResponseEntity<?> answer, ServletWebRequest request) {
        HttpServletResponse response = request.getResponse();
        Object body = answer.getBody();
        if (response != null && body instanceof ProblemDetail problem && view.isWanted(request.getRequest())) {
            return ResponseEntity.status(answer.getStatusCode())
                    .headers(answer.getHeaders())
                    .contentType(PAGE)
                    .body(view.render(problem, request.getRequest(), response));
        }
        return new ResponseEntity<>(body, answer.getHeaders(), answer.getStatusCode());
    }
}
