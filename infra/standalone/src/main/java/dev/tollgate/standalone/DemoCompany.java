package dev.tollgate.standalone;

import java.util.List;

/**
 * A demo account that looks as if it had been in use for a while.
 *
 * @param id names it in the file of demo accounts
 * @param name for people; says that it is a demo
 * @param plan the id of its plan
 * @param programs what calls for it, each with a key of its own
 */
record DemoCompany(String id, String name, String plan, List<Program> programs) {
    /** When in the day a program calls. */
    enum Rhythm {
        /** In working hours, less at weekends. */
        OFFICE,
        /** All day, most in the evening, more at weekends. */
        SHOP,
        /** In the night, all at once. */
        NIGHTLY
    }

    /**
     * One that calls.
     *
     * @param name of its key
     * @param perDay how often on a usual day
     * @param rhythm when
     * @param routes what it asks for, the most frequent first
     * @param stolen whether its key has lately got into hands that use it far more than it does
     */
    record Program(String name, int perDay, Rhythm rhythm, List<String> routes, boolean stolen) {
        Program(String name, int perDay, Rhythm rhythm, List<String> routes) {
            this(name, perDay, rhythm, routes, false);
        }
    }

    /** All of them. One has a plan that is a little too small for it, one a key that was stolen. */
    static final List<DemoCompany> ALL = List.of(
            new DemoCompany(
                    "aurora",
                    "Demo, Aurora Shop",
                    "small_business",
                    List.of(
                            new Program("Web shop", 900, Rhythm.SHOP, List.of("GET /products/{}", "POST /orders")),
                            new Program("Warehouse", 300, Rhythm.OFFICE, List.of("GET /orders/{}", "PUT /stock/{}")),
                            new Program("Mobile app", 600, Rhythm.SHOP, List.of("GET /products/{}", "GET /me")))),
            new DemoCompany(
                    "nimbus",
                    "Demo, Nimbus Analytics",
                    "enterprise",
                    List.of(
                            new Program("Export", 1_400, Rhythm.NIGHTLY, List.of("GET /events", "POST /exports")),
                            new Program(
                                    "Dashboards",
                                    700,
                                    Rhythm.OFFICE,
                                    List.of("GET /reports/{}", "GET /events"),
                                    true))),
            new DemoCompany(
                    "kiosk",
                    "Demo, Corner Kiosk",
                    "solopreneur",
                    List.of(new Program("Till", 960, Rhythm.SHOP, List.of("POST /receipts", "GET /prices")))));
}
