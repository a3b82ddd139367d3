-- When somebody found the key where anybody can read it, and where.
ALTER TABLE api_keys
    ADD COLUMN leaked_at  timestamptz,
    ADD COLUMN leaked_url text CHECK ((leaked_url IS NULL) = (leaked_at IS NULL));
