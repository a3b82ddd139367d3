package dev.tollgate.metering;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * What tells this process from others of the same application. Born with the folder of the stores, so that it stays the
 * same over restarts and no two processes share it.
 */
final class InstanceId {
    private InstanceId() {}

    /**
     * The id that {@code folder} holds, or a new one, which it holds from then on.
     *
     * @throws IllegalStateException if the folder cannot be used; the message says which
     */
    static String in(Path folder) {
        Path file = folder.resolve("instance-id");
        try {
            if (Files.exists(file)) {
                return UUID.fromString(Files.readString(file).strip()).toString();
            }
            String id = UUID.randomUUID().toString();
            Files.createDirectories(folder);
            Path complete = Files.writeString(Files.createTempFile(folder, "instance-id", null), id);
            Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
            return id;
        } catch (IOException e) {
            throw new IllegalStateException("The folder " + folder + " cannot be used: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The file " + file + " is damaged. Delete it: a new one is made.", e);
        }
    }
}
