package dev.tollgate.admin.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/**
 * The If-Match of a request: which states of an object its sender knows. An object's ETag is its revision.
 *
 * @param tags any of these will do; null for whatever there is
 */
public record Precondition(@Nullable List<String> tags) {
    /** Whatever there is. */
    public static final Precondition NONE = new Precondition(null);

    /**
     * Reads the header.
     *
     * @throws ProblemException if it is not well-formed
     */
    public static Precondition of(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return NONE;
        }
        List<ETag> tags = ETag.parse(ifMatch);
        if (tags.isEmpty()) {
            throw ProblemException.badRequest("If-Match must be the ETag of an answer before, in its quotes.");
        }
        if (tags.stream().anyMatch(ETag::isWildcard)) {
            return NONE;
        }
        return new Precondition(
                tags.stream().filter(tag -> !tag.weak()).map(ETag::tag).toList());
    }

    /** By the revision that a form was made from; whatever there is, where it says none. */
    public static Precondition ofRevision(@Nullable String revision) {
        return revision != null && revision.matches("[0-9]{1,18}") ? of(tag(Long.parseLong(revision))) : NONE;
    }

    /** @throws ProblemException if the object, as it is now, is none of those */
    public void check(long revision) {
        if (tags != null && !tags.contains(Long.toString(revision))) {
            throw ProblemException.changedSince();
        }
    }

    /** The ETag of an object with that revision. */
    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }
}
