package dev.tollgate.chaos.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param requestsByStatus how many requests were answered so
 * @param cut how many were not answered
 * @param unleased how many were admitted without an allowance
 * @param late the cost of those that were heard of when their run had been given up
 * @param duplicates how many events were sent again, and dropped
 * @param findings what does not agree, a sentence each
 */
public record Report(
        Map<Integer, Long> requestsByStatus,
        long cut,
        long unleased,
        long late,
        long duplicates,
        List<String> findings) {

    /** Whether all books agree. */
    public boolean agrees() {
        return findings.isEmpty();
    }

    /** All of it but the findings, in half a line. */
    public String summary() {
        StringBuilder summary = new StringBuilder();
        requestsByStatus.forEach(
                (status, requests) -> summary.append(String.format(Locale.ROOT, "%,d × %d, ", requests, status)));
        return summary.append(String.format(
                        Locale.ROOT,
                        "%,d cut, %,d unleased, %,d late, %,d sent again; ",
                        cut,
                        unleased,
                        late,
                        duplicates))
                .append(agrees() ? "the books agree" : "THE BOOKS DO NOT AGREE (" + findings.size() + ")")
                .toString();
    }
}
