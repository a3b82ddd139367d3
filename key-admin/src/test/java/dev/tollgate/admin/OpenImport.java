package dev.tollgate.admin;

/** The one import that may be open for keys at their first use. */
final class OpenImport {
    private OpenImport() {}

    /** Its id, in the place of one that another test has left. */
    static String open(AdminClient http) {
        endAny(http);
        return http.post("/api/v1/imports", "{'on_first_use': true}")
                .expect(201)
                .text("id");
    }

    static void endAny(AdminClient http) {
        http.get("/api/v1/imports?limit=200").expect(200).json().path("data").forEach(one -> {
            if (one.path("state").asString().equals("open")) {
                http.post("/api/v1/imports/" + one.path("id").asString() + "/end", "")
                        .expect(200);
            }
        });
    }
}
