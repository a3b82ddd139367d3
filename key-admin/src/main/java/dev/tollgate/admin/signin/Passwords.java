package dev.tollgate.admin.signin;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Passwords of people, as bcrypt makes them. */
@Component
final class Passwords {
    static final int BYTES_MIN = 12;

    /** What bcrypt takes. */
    static final int BYTES_MAX = 72;

    private static final int STRENGTH = 12;

    private final JdbcClient database;
    private final PasswordEncoder encoder = new BCryptPasswordEncoder(STRENGTH);
    private final Supplier<String> nobodys = SingletonSupplier.of(() -> hash("the password of nobody"));

    Passwords(JdbcClient database) {
        this.database = database;
    }

    /** Whether it is long enough, and not longer than what is looked at. */
    static boolean isAcceptable(String password) {
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        return bytes >= BYTES_MIN && bytes <= BYTES_MAX;
    }

    void set(String userId, String password) {
        database.sql("UPDATE users SET password_hash = ? WHERE id = ?")
                .params(hash(password), userId)
                .update();
    }

    /** Whether it is that person's. Takes as long for one who is not there, or has none. */
    boolean matches(@Nullable String userId, String password) {
        if (!isAcceptable(password)) {
            return false;
        }
        String hash = userId == null ? null : hashOf(userId).orElse(null);
        boolean matches = encoder.matches(password, hash == null ? nobodys.get() : hash);
        return matches && hash != null;
    }

    private Optional<String> hashOf(String userId) {
        return database.sql("SELECT password_hash FROM users WHERE id = ? AND password_hash IS NOT NULL")
                .param(userId)
                .query(String.class)
                .optional();
    }

    private String hash(String password) {
        return Objects.requireNonNull(encoder.encode(password));
    }
}
