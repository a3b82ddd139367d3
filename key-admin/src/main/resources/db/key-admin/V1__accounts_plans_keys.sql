-- Who is billed, by which terms, and with which keys they call. Owned by key-admin alone.

CREATE TABLE plans (
    id                   text PRIMARY KEY,
    version              bigint      NOT NULL,
    name                 text        NOT NULL,
    daily_limit          bigint CHECK (daily_limit >= 0),
    quota_scope          text        NOT NULL CHECK (quota_scope IN ('key', 'account')),
    quota_scope_before   text        NOT NULL CHECK (quota_scope_before IN ('key', 'account')),
    quota_scope_from_day integer     NOT NULL,
    enforcement          text        NOT NULL CHECK (enforcement IN ('available', 'strict')),
    burst_per_second     bigint CHECK (burst_per_second > 0),
    max_keys             bigint  CHECK (max_keys > 0),
    hold                 boolean     NOT NULL,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL
);

-- What a plan said at any time: nothing ever changes the past.
CREATE TABLE plan_versions (
    plan_id text        NOT NULL REFERENCES plans,
    version bigint      NOT NULL,
    terms   jsonb       NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (plan_id, version)
);

CREATE TABLE accounts (
    id              text PRIMARY KEY,
    name            text        NOT NULL,
    plan_id         text        NOT NULL REFERENCES plans,
    plan_assignment bigint      NOT NULL,
    state           text        NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
    created_at      timestamptz NOT NULL
);

CREATE TABLE api_keys (
    id          text PRIMARY KEY,
    account_id  text        NOT NULL REFERENCES accounts,
    lineage     text        NOT NULL,
    name        text        NOT NULL,
    prefix      text        NOT NULL,
    last_four   text        NOT NULL,
    -- SHA-256 of the key. The key itself is nowhere.
    hash        bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    state       text        NOT NULL CHECK (state IN ('active', 'disabled', 'revoked')),
    scopes      text[]      NOT NULL,
    allowed_ips text[]      NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz
);

CREATE INDEX api_keys_by_account ON api_keys (account_id, id);

-- Grows with every publication of a key: the higher version is the truth.
CREATE SEQUENCE api_key_versions;

-- What is owed to Kafka: written in the transaction of the change it tells of, deleted when Kafka has it.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text        NOT NULL,
    record_key bytea       NOT NULL,
    value      bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit_log (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL,
    actor          text        NOT NULL,
    action         text        NOT NULL,
    object_type    text        NOT NULL,
    object_id      text        NOT NULL,
    before         jsonb,
    after          jsonb,
    remote_address text
);

CREATE INDEX audit_log_by_object ON audit_log (object_type, object_id, id);

-- Their first versions are written down and published when key-admin first starts.
INSERT INTO plans (id, version, name, daily_limit, quota_scope, quota_scope_before, quota_scope_from_day, enforcement,
                   burst_per_second, max_keys, hold, created_at, updated_at)
VALUES ('free', 1, 'Free', 100, 'key', 'key', 0, 'available', NULL, 3, false, now(), now()),
       ('solopreneur', 1, 'Solopreneur', 1000, 'key', 'key', 0, 'available', NULL, 10, false, now(), now()),
       ('small_business', 1, 'Small Business', 10000, 'key', 'key', 0, 'available', NULL, 50, false, now(), now()),
       ('enterprise', 1, 'Enterprise', NULL, 'key', 'key', 0, 'available', NULL, NULL, false, now(), now());
