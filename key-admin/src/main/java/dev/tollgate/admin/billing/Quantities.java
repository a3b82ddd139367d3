package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.InvoiceLine.Quantity;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How much was admitted in stretches of days, and how much of that was not included. */
@Component
final class Quantities {
    /**
     * All at one moment, however many are asked for. A day's keys are looked at only where the account was admitted for more than one
     * of them may be: none of them can be over it before. A key that was rotated is the same as the one before it, as its quota is.
     */
    private static final String COUNT = """
            SELECT n, sum(admitted) AS admitted, sum(CASE
                WHEN included IS NULL OR admitted <= included THEN 0
                WHEN by_account THEN admitted - included
                ELSE (SELECT sum(greatest(admitted - included, 0))
                      FROM (SELECT sum(d.admitted) AS admitted
                            FROM billable_by_key d LEFT JOIN api_keys k ON k.id = d.key_id
                            WHERE d.account_id = days.account_id AND d.day = days.day
                            GROUP BY coalesce(k.lineage, d.key_id)) AS lineages)
                END) AS over
            FROM (SELECT s.n, s.included, s.by_account, u.account_id, u.day, u.admitted
                  FROM unnest(?::int[], ?::text[], ?::date[], ?::date[], ?::bigint[], ?::boolean[])
                       AS s (n, account_id, from_day, until_day, included, by_account)
                  CROSS JOIN LATERAL (
                      SELECT account_id, day, sum(admitted)::bigint AS admitted FROM billable_by_account u
                      WHERE u.account_id = s.account_id AND u.day >= s.from_day AND u.day < s.until_day
                      GROUP BY account_id, day) AS u) AS days
            GROUP BY n
            """;

    private final JdbcClient database;

    Quantities(JdbcClient database) {
        this.database = database;
    }

    /**
     * Days of an account.
     *
     * @param until the day behind the last
     * @param price says what is included; null if all is
     */
    record Days(
            String accountId,
            LocalDate from,
            LocalDate until,
            @Nullable Price price) {
        @Nullable
        Long included() {
            return price == null ? null : price.terms().includedPerDay();
        }

        boolean byAccount() {
            return price != null && price.terms().includedPer().equals(PriceTerms.PER_ACCOUNT);
        }
    }

    /** The quantity of each, in their order. */
    List<Quantity> count(List<Days> asked) {
        List<Quantity> counted = new ArrayList<>(Collections.nCopies(asked.size(), Quantity.NONE));
        Integer[] numbers = new Integer[asked.size()];
        Arrays.setAll(numbers, n -> n);
        database.sql(COUNT)
                .params(
                        numbers,
                        asked.stream().map(Days::accountId).toArray(String[]::new),
                        asked.stream().map(days -> Date.valueOf(days.from())).toArray(Date[]::new),
                        asked.stream().map(days -> Date.valueOf(days.until())).toArray(Date[]::new),
                        asked.stream().map(Days::included).toArray(Long[]::new),
                        asked.stream().map(Days::byAccount).toArray(Boolean[]::new))
                .query((RowCallbackHandler) row ->
                        counted.set(row.getInt("n"), new Quantity(row.getLong("admitted"), row.getLong("over"))));
        return counted;
    }
}
