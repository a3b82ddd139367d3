-- Who is told when something happens, what happened, and how telling it went.

CREATE TABLE webhooks (
    id                  text PRIMARY KEY,
    url                 text        NOT NULL,
    -- In which shape: a signed message of Standard Webhooks, a line for a chat, or a mail.
    form                text        NOT NULL CHECK (form IN ('standard', 'slack', 'mail')),
    -- Of which kinds; empty for all.
    events              text[]      NOT NULL,
    state               text        NOT NULL CHECK (state IN ('active', 'disabled')),
    -- The secret follows from the signing key, the id and this; the one before signs, too, for a while.
    secret_version      integer     NOT NULL,
    secret_before_until timestamptz,
    created_at          timestamptz NOT NULL
);

CREATE TABLE webhook_events (
    id   text PRIMARY KEY,
    type text        NOT NULL,
    at   timestamptz NOT NULL,
    body text        NOT NULL
);

CREATE INDEX webhook_events_by_time ON webhook_events (at);

CREATE TABLE webhook_deliveries (
    webhook_id   text        NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event_id     text        NOT NULL REFERENCES webhook_events ON DELETE CASCADE,
    -- Since when it is tried: a day, then it is dead.
    since        timestamptz NOT NULL,
    attempts     integer     NOT NULL,
    -- When it is tried next; null when it is not.
    next_at      timestamptz,
    delivered_at timestamptz,
    last_at      timestamptz,
    last_status  integer,
    last_error   text,
    PRIMARY KEY (webhook_id, event_id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);

-- What was told of already: each once in its period, such as a day, an hour, or a billing period.
CREATE TABLE alerts (
    kind    text        NOT NULL,
    subject text        NOT NULL,
    period  text        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (kind, subject, period)
);

CREATE INDEX alerts_by_time ON alerts (at);

-- Keys that end by themselves are few.
CREATE INDEX api_keys_by_end ON api_keys (expires_at) WHERE expires_at IS NOT NULL;
