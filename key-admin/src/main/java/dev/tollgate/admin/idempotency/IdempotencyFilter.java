package dev.tollgate.admin.idempotency;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.idempotency.KeptAnswers.Kept;
import dev.tollgate.admin.web.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.ObjectMapper;

/**
 * Does a POST with an Idempotency-Key once, however often it is sent within a day. What it does and its answer are one
 * transaction; one that was refused, or failed, has done nothing, and is tried anew.
 */
@Component
@Order(1)
final class IdempotencyFilter extends OncePerRequestFilter {
    private static final String HEADER = "Idempotency-Key";

    private final KeptAnswers kept;
    private final TransactionTemplate transactions;
    private final ObjectMapper json;
    private final HandlerExceptionResolver problems;
    private final SecureRandom random = new SecureRandom();

    IdempotencyFilter(
            KeptAnswers kept,
            TransactionTemplate transactions,
            ObjectMapper json,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.kept = kept;
        this.transactions = transactions;
        this.json = json;
        this.problems = problems;
    }

    private record Answer(int status, Map<String, List<String>> headers, String body) {}

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // Who only just says who they are has done nothing that could be done twice.
        return !request.getMethod().equals("POST") || request.getHeader(HEADER) == null || Caller.current() == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        try {
            IdempotencyKey key = IdempotencyKey.of(Collections.list(request.getHeaders(HEADER)));
            byte[] fingerprint = fingerprint(request);
            transactions.executeWithoutResult(status -> answerOnce(key, fingerprint, request, answer, chain, status));
        } catch (RuntimeException e) {
            // Before anything was written, or after it was made not to have happened.
            response.reset();
            answer.resetBuffer();
            if (problems.resolveException(request, answer, null, e) == null) {
                throw e;
            }
        }
        answer.copyBodyToResponse();
    }

    private void answerOnce(
            IdempotencyKey key,
            byte[] fingerprint,
            HttpServletRequest request,
            ContentCachingResponseWrapper answer,
            FilterChain chain,
            TransactionStatus transaction) {
        Kept before = kept.findOrBegin(key.id(), fingerprint);
        if (before == null) {
            handle(request, answer, chain);
            if (HttpStatus.valueOf(answer.getStatus()).is2xxSuccessful()) {
                kept.keep(key.id(), key.seal(json.writeValueAsBytes(read(answer)), random));
            } else {
                transaction.setRollbackOnly();
            }
        } else if (MessageDigest.isEqual(before.fingerprint(), fingerprint)) {
            write(json.readValue(key.open(before.sealed()), Answer.class), answer);
        } else {
            throw ProblemException.unprocessable(
                    "This Idempotency-Key was sent with another request before. Take a new one for a new request.");
        }
    }

    private static void handle(HttpServletRequest request, HttpServletResponse answer, FilterChain chain) {
        try {
            chain.doFilter(request, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer read(ContentCachingResponseWrapper answer) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : answer.getHeaderNames()) {
            headers.put(name, List.copyOf(answer.getHeaders(name)));
        }
        String contentType = answer.getContentType();
        if (contentType != null) {
            headers.put("Content-Type", List.of(contentType));
        }
        return new Answer(
                answer.getStatus(), headers, new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8));
    }

    private static void write(Answer kept, HttpServletResponse answer) {
        answer.setStatus(kept.status());
        kept.headers().forEach((name, values) -> values.forEach(value -> answer.addHeader(name, value)));
        answer.setHeader("Idempotent-Replayed", "true");
        try {
            answer.getOutputStream().write(kept.body().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] fingerprint(HttpServletRequest request) throws IOException {
        MessageDigest digest = sha256();
        String asked = Objects.requireNonNull(Caller.current()).actor()
                + '\n'
                + request.getRequestURI()
                + '?'
                + Objects.requireNonNullElse(request.getQueryString(), "")
                + '\n';
        digest.update(asked.getBytes(StandardCharsets.UTF_8));
        return digest.digest(request.getInputStream().readAllBytes());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
