-- Answers to POSTs that carried an Idempotency-Key, for a day. Neither that key nor an answer can be read from a row.
CREATE TABLE idempotency_keys (
    -- A MAC of the text "id", by the key.
    id          bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    -- SHA-256 of what was asked.
    fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- The answer, encrypted with another MAC by the key; null only within the transaction that answers.
    sealed      bytea,
    at          timestamptz NOT NULL
);

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);
