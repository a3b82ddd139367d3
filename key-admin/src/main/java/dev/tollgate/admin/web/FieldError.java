package dev.tollgate.admin.web;

/**
 * What is wrong with one field of a body.
 *
 * @param field its name, as in the body
 * @param message what to do about it
 */
public record FieldError(String field, String message) {}
