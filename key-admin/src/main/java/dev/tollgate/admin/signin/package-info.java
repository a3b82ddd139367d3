/** How people say who they are: passwords, the company's identity provider, and the sessions that follow. */
@NullMarked
package dev.tollgate.admin.signin;

import org.jspecify.annotations.NullMarked;
