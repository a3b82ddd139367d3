/** Keys that another system made, brought here by their hashes, by the million. */
@NullMarked
package dev.tollgate.admin.imports;

import org.jspecify.annotations.NullMarked;
