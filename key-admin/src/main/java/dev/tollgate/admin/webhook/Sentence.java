package dev.tollgate.admin.webhook;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What happened, for a person: a chat and a mail get it as words. */
final class Sentence {
    private Sentence() {}

    /** @param message its type and its data, as Standard Webhooks have them */
    static String of(JsonNode message) {
        JsonNode data = message.path("data");
        return switch (message.path("type").asString("")) {
            case "quota.reached" ->
                String.format(
                        Locale.ENGLISH,
                        "%d %% of today's quota is used: %,d of %,d requests%s.",
                        data.path("percent").asInt(),
                        data.path("used").asLong(),
                        data.path("daily_limit").asLong(),
                        of(data, "account_id", "key_id"));
            case "spend.reached" ->
                "The period from " + text(data, "from") + " comes to " + text(data, "currency") + " "
                        + text(data, "total") + ", and " + text(data, "spend_alert") + " was set"
                        + of(data, "account_id")
                        + ".";
            case "invoice.finalised" ->
                "Invoice " + text(data, "number") + " is made: " + text(data, "currency") + " " + text(data, "total")
                        + of(data, "account_id") + ".";
            case "key.expiring" -> "A key ends at " + text(data, "expires_at") + of(data, "key_id", "account_id") + ".";
            case "key.leaked" ->
                "A key was found in public" + of(data, "key_id", "account_id") + ": " + text(data, "url");
            case "key.unused" ->
                "A key was not used since " + text(data, "last_used_at") + of(data, "key_id", "account_id") + ".";
            case "key.unusual" ->
                String.format(
                        Locale.ENGLISH,
                        "A key is used as it never was: %,d requests in the hour from %s, where %,d are usual%s.",
                        data.path("requests").asLong(),
                        text(data, "hour"),
                        data.path("usual").asLong(),
                        of(data, "key_id", "account_id"));
            case "metering.behind" -> "Usage is behind: it is complete up to " + text(data, "complete_until") + ".";
            case "metering.recovered" -> "Usage is no longer behind.";
            case "webhook.test" -> "This is a test, and it has arrived.";
            default -> "Something happened: " + message.path("type").asString("");
        };
    }

    /** Of whom it is said. */
    private static String of(JsonNode data, String... ids) {
        StringBuilder whom = new StringBuilder();
        for (String id : ids) {
            if (data.path(id).isString()) {
                whom.append(whom.isEmpty() ? " (" : ", ").append(text(data, id));
            }
        }
        return whom.isEmpty() ? "" : whom.append(')').toString();
    }

    private static String text(JsonNode data, String name) {
        return data.path(name).asString("");
    }
}
