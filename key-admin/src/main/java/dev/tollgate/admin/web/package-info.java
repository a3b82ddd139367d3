/** How key-admin speaks HTTP: who may call, how bodies are read, and how problems are told. */
@NullMarked
package dev.tollgate.admin.web;

import org.jspecify.annotations.NullMarked;
