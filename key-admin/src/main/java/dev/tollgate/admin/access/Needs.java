package dev.tollgate.admin.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a handler's callers must be allowed to do. Those who know of one account only are let in where {@link #account},
 * {@link #key} or {@link #ofNoAccount} says how that is made sure, and nowhere else.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    /** The rights, all of them; none where whoever is known may call. */
    Right[] value();

    /** The path variable that holds the id of the account it is about. */
    String account() default "";

    /** The path variable that holds the id of the key it is about. */
    String key() default "";

    /** It shows and changes nothing of any account. */
    boolean ofNoAccount() default false;
}
