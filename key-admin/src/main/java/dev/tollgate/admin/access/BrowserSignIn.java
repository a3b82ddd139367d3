package dev.tollgate.admin.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** A further way in which people with a browser may sign in. */
public interface BrowserSignIn {
    /** Adds it to the chain of filters that browsers' requests go through. */
    void addTo(HttpSecurity http);
}
