package dev.tollgate.standalone;

import dev.tollgate.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The client that is generated from key-admin's OpenAPI document, for a Tollgate that runs. */
final class AdminClient {
    private AdminClient() {}

    /** @param environment the variables that it was started with */
    static ApiClient of(Map<String, String> environment) throws IOException {
        Path dataDir = Path.of(environment.getOrDefault("TOLLGATE_DATA_DIR", ""));
        String token = Files.readString(dataDir.resolve("admin-token")).strip();
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + environment.get("KEY_ADMIN_PORT"));
        return client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    }
}
