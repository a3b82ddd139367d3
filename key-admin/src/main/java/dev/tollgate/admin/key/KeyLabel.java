package dev.tollgate.admin.key;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key's owner says of it. The gates know its name only.
 *
 * @param name for a person
 * @param description more for a person
 * @param metadata for the owner's own systems; in the order of its names
 */
record KeyLabel(String name, @Nullable String description, Map<String, String> metadata) {}
