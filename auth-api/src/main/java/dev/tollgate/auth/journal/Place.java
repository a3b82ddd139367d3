package dev.tollgate.auth.journal;

/**
 * Where something common to many events stands.
 *
 * @param segment the identity of a segment, and nothing that would keep it in memory
 * @param word that of a record in it, counted from 1
 */
record Place(Object segment, int word) {
    @SuppressWarnings("ReferenceEquality")
    boolean isIn(Segment other) {
        return segment == other.identity();
    }
}
