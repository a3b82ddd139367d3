package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * An OpenID Connect provider on the loopback address. It is as strict as a real one: a code is good once, for the client, the
 * address and the proof key that it was asked for with. What it says of a person, and what it signs with, can be wrong.
 */
final class IdentityProvider implements AutoCloseable {
    static final String CLIENT_ID = "tollgate";
    static final String CLIENT_SECRET = "a secret that the provider knows";

    private final HttpServer server;
    private final RSAKey key = newKey();
    private final Map<String, Asked> askedByCode = new ConcurrentHashMap<>();

    private UnaryOperator<JWTClaimsSet.Builder> claims = builder -> builder;
    private RSAKey signedWith = key;

    /** What the browser was sent with. */
    private record Asked(String redirectUri, String nonce, String challenge) {}

    IdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                 "jwks_uri": "%1$s/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"],
                 "token_endpoint_auth_methods_supported": ["client_secret_basic"]}
                """.formatted(issuer())));
        server.createContext("/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/token", this::token);
        server.start();
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    RSAKey key() {
        return key;
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on says that of whoever signs in. */
    void says(UnaryOperator<JWTClaimsSet.Builder> changed) {
        claims = changed;
    }

    void signsWith(RSAKey other) {
        signedWith = other;
    }

    /** Somebody whom a server has sent here signs in; returns where they are sent back to. */
    URI signIn(String authorizationRequest) {
        URI asked = URI.create(authorizationRequest);
        assertThat(asked.getPath()).isEqualTo("/authorize");
        Map<String, String> parameters = parameters(asked.getRawQuery());
        assertThat(parameters)
                .containsEntry("client_id", CLIENT_ID)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256");
        assertThat(parameters.get("scope")).contains("openid", "email");
        String code = UUID.randomUUID().toString();
        String redirectUri = Objects.requireNonNull(parameters.get("redirect_uri"));
        askedByCode.put(
                code,
                new Asked(
                        redirectUri,
                        Objects.requireNonNull(parameters.get("nonce")),
                        Objects.requireNonNull(parameters.get("code_challenge"))));
        return UriComponentsBuilder.fromUriString(redirectUri)
                .queryParam("code", code)
                .queryParam("state", "{state}")
                .build(Objects.requireNonNull(parameters.get("state")));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String client = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (CLIENT_ID + ":" + CLIENT_SECRET.replace(' ', '+')).getBytes(StandardCharsets.UTF_8));
        Asked asked = askedByCode.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !client.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || !asked.redirectUri().equals(form.get("redirect_uri"))
                || !asked.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
            return;
        }
        answer(
                exchange,
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 60, \"id_token\": \""
                        + idToken(asked.nonce()) + "\"}");
    }

    private String idToken(String nonce) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder standard = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("subject")
                .audience(CLIENT_ID)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("nonce", nonce);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                claims.apply(standard).build());
        try {
            token.sign(new RSASSASigner(signedWith));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(String form) {
        MultiValueMap<String, String> encoded =
                UriComponentsBuilder.newInstance().query(form).build().getQueryParams();
        Map<String, String> decoded = new ConcurrentHashMap<>();
        encoded.toSingleValueMap()
                .forEach((name, value) -> decoded.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8)));
        return decoded;
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
