package dev.tollgate.admin.webhook;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate.mail}.
 *
 * @param host the server that takes mails; blank for none
 * @param port its port
 * @param user how to log in to it; blank for not at all
 * @param password of that user
 * @param from whom mails are from
 * @param startTls whether it must speak TLS
 */
@ConfigurationProperties("tollgate.mail")
record MailSettings(String host, int port, String user, String password, String from, boolean startTls) {
    MailSettings {
        if (!host.isBlank() && !from.contains("@")) {
            throw new IllegalArgumentException(
                    "TOLLGATE_MAIL_FROM must be an address where TOLLGATE_SMTP_HOST is set.");
        }
    }

    boolean isSet() {
        return !host.isBlank();
    }

    @Override
    public String toString() {
        return "MailSettings[host=" + host + ", port=" + port + ", from=" + from + "]";
    }
}
