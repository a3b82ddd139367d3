package dev.tollgate.admin.access;

/** Keeps a record of what callers were not let do. */
public interface Refusals {
    /**
     * Writes down that the present caller was refused, whatever becomes of what they are in the midst of.
     *
     * @param objectType what they wanted, such as {@code account}
     * @param objectId which one
     * @param why for a person
     */
    void refused(String objectType, String objectId, String why);
}
