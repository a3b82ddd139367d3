package dev.tollgate.standalone;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What a person reads when all is up: where things are, and one line to paste.
 *
 * @param took from the start of the process
 * @param authApi where auth-api listens
 * @param keyAdmin where key-admin listens
 * @param metering where metering-streams listens
 * @param tokenPlace where the admin token is; not the token
 * @param folder the data
 * @param demoKeys the keys of the demo accounts by plan
 */
record Banner(
        Duration took,
        URI authApi,
        URI keyAdmin,
        URI metering,
        String tokenPlace,
        DataFolder folder,
        Map<String, String> demoKeys) {

    String text() {
        return """

                Tollgate is up after %d.%d s.

                  auth-api          %s  GET /api/v1/identity; /auth for gateways
                  key-admin         %s  open it in a browser; admin token: %s
                  metering-streams  %s  /actuator/prometheus
                  data and log      %s
                %s
                Ctrl-C stops Tollgate and keeps the data.
                """.formatted(
                        took.toSeconds(),
                        took.toMillisPart() / 100,
                        authApi,
                        keyAdmin,
                        tokenPlace,
                        metering,
                        folder.path(),
                        demo());
    }

    private String demo() {
        String key = demoKeys.get("free");
        return key == null ? "" : """

                A demo account of each plan has a key in %s.
                The key of the Free one, with 100 requests a day:

                  %s

                Try it:

                  curl -i -H "Authorization: Bearer %s" %s/api/v1/identity
                """.formatted(folder.demoKeys(), key, key, authApi);
    }
}
