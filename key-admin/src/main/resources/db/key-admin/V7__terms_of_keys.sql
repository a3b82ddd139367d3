-- What a key was made for; its prefix says it, too.
ALTER TABLE api_keys
    ADD COLUMN environment text NOT NULL DEFAULT 'live' CHECK (environment IN ('live', 'test'));
