/** What all pages have in common: the shell around them, what they load, their charts. Each page is with its feature. */
@NullMarked
package dev.tollgate.admin.page;

import org.jspecify.annotations.NullMarked;
