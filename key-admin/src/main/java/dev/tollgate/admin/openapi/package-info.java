/** What the API is, told to programs: the OpenAPI document. */
@NullMarked
package dev.tollgate.admin.openapi;

import org.jspecify.annotations.NullMarked;
