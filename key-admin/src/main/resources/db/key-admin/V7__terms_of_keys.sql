-- What a key was made for; its prefix says it, too.
ALTER TABLE api_keys
    ADD COLUMN environment text NOT NULL DEFAULT 'live' CHECK (environment IN ('live', 'test'));

-- Limits of a key's own, the same for all keys of a lineage, and how often they were changed.
ALTER TABLE api_keys
    ADD COLUMN daily_limit      bigint CHECK (daily_limit >= 0),
    ADD COLUMN burst_per_second bigint CHECK (burst_per_second > 0),
    ADD COLUMN limits_version   bigint NOT NULL DEFAULT 0;

-- What stands in the place of the plan's limit; there if its end is. It stays when it is over, for the gates' order of terms
-- counts from it.
ALTER TABLE accounts
    ADD COLUMN override_daily_limit bigint CHECK (override_daily_limit >= 0),
    ADD COLUMN override_expires_at  timestamptz;

-- Refusals are noted, and let through.
ALTER TABLE accounts
    ADD COLUMN shadow boolean NOT NULL DEFAULT false;

-- A deleted key is shown nowhere. Its row stays, for its hash, its usage and its bills.
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_state_check,
    ADD CONSTRAINT api_keys_state_check CHECK (state IN ('active', 'disabled', 'revoked', 'deleted'));

-- Which of the configured peppers a key's hash was made with: HMAC-SHA-256; null for SHA-256 alone.
ALTER TABLE api_keys
    ADD COLUMN pepper_id integer CHECK (pepper_id > 0);
