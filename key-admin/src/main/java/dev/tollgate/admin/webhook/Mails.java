package dev.tollgate.admin.webhook;

import dev.tollgate.admin.webhook.Sender.Sent;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Sends what happened as mails. */
final class Mails {
    private static final String PROTOCOL = "mailto:";
    private static final String TIMEOUT_MILLIS = "10000";
    private static final int ERROR_LENGTH_MAX = 200;

    private final MailSettings settings;
    private final JavaMailSenderImpl server = new JavaMailSenderImpl();

    Mails(MailSettings settings) {
        this.settings = settings;
        server.setHost(settings.host());
        server.setPort(settings.port());
        Properties properties = server.getJavaMailProperties();
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(settings.startTls()));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(settings.startTls()));
        if (!settings.user().isBlank()) {
            server.setUsername(settings.user());
            server.setPassword(settings.password());
            properties.setProperty("mail.smtp.auth", "true");
        }
    }

    static boolean isAddress(String url) {
        return url.matches(PROTOCOL + "[!-~&&[^\\s,;<>?@]]{1,64}@[A-Za-z0-9.-]{1,255}");
    }

    boolean canBeSent() {
        return settings.isSet();
    }

    /** @param id by which a receiver knows that it has it already */
    Sent send(String url, String id, String text) {
        if (!canBeSent()) {
            return new Sent(null, "no mail server is set");
        }
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom(settings.from());
        mail.setTo(url.substring(PROTOCOL.length()));
        mail.setSubject("Tollgate: " + text.substring(0, Math.min(text.length(), 100)));
        mail.setText(text + "\n\n" + id + "\n");
        try {
            server.send(mail);
            return new Sent(null, null);
        } catch (MailException e) {
            String why = String.valueOf(e.getMessage());
            return new Sent(null, why.length() > ERROR_LENGTH_MAX ? why.substring(0, ERROR_LENGTH_MAX) : why);
        }
    }
}
