package dev.tollgate.admin.imports;

import dev.tollgate.contracts.KeyPeppers.Hashed;

/**
 * A key that a gate has found at its first use.
 *
 * @param hashed what it is to be kept under
 * @param row what the old system says of it: a JSON object with the fields of a row but its hash. Nobody has looked at it yet.
 */
record FoundKey(Hashed hashed, String row) {}
