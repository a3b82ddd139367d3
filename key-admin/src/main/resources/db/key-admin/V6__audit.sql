-- The audit log is written to and nothing else.
CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The audit log may be appended to only.';
END
$$;

CREATE TRIGGER audit_log_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE INDEX audit_log_by_time ON audit_log (at);

-- Each seals the lines of the audit log behind the block before, up to one, with a hash that the next block includes:
-- a line that is missing, changed or put in later shows.
CREATE TABLE audit_blocks (
    number    bigint PRIMARY KEY,
    last_line bigint      NOT NULL,
    lines     bigint      NOT NULL,
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32),
    sealed_at timestamptz NOT NULL
);
