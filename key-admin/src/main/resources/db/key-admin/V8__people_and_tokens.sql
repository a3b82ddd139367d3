-- People who may call, and their sessions.
CREATE TABLE users (
    id                    text PRIMARY KEY,
    -- In lower case. What a person signs in by, here or at the company's identity provider.
    email                 text        NOT NULL UNIQUE,
    name                  text        NOT NULL,
    role                  text        NOT NULL CHECK (role IN ('owner', 'admin', 'billing', 'viewer', 'member')),
    -- The only account that a member knows of.
    account_id            text REFERENCES accounts CHECK ((role = 'member') = (account_id IS NOT NULL)),
    state                 text        NOT NULL CHECK (state IN ('active', 'disabled')),
    -- bcrypt; null until one is chosen.
    password_hash         text,
    -- SHA-256 of what they choose a password with, once.
    invitation_hash       bytea UNIQUE CHECK (octet_length(invitation_hash) = 32),
    invitation_expires_at timestamptz,
    created_at            timestamptz NOT NULL,
    signed_in_at          timestamptz
);

CREATE TABLE sessions (
    -- SHA-256 of the cookie.
    hash     bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    user_id  text        NOT NULL REFERENCES users ON DELETE CASCADE,
    began_at timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_time ON sessions (began_at);

-- Tokens with which machines call.
CREATE TABLE admin_tokens (
    id           text PRIMARY KEY,
    name         text        NOT NULL,
    -- SHA-256 of the token.
    hash         bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    last_four    text        NOT NULL,
    scopes       text[]      NOT NULL,
    -- The only account that it knows of; null for all.
    account_id   text REFERENCES accounts,
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz
);
