package dev.tollgate.auth.migration;

import dev.tollgate.contracts.KafkaConnection;
import java.net.URI;

/**
 * Who is asked for keys that are not known, and who is told of them. Checked where it comes from.
 *
 * @param oldSystem the address that answers
 * @param token what it knows the gates by; blank for nothing
 * @param kafka where the topic key-migrations is
 * @param gateway the name of this gateway
 */
public record MigrationSettings(URI oldSystem, String token, KafkaConnection kafka, String gateway) {
    @Override
    public String toString() {
        return "MigrationSettings[oldSystem=" + oldSystem + ", gateway=" + gateway + "]";
    }
}
