-- How many accounts have a plan is counted in this index alone.
CREATE INDEX accounts_by_plan ON accounts (plan_id) WHERE state <> 'deleted';

-- An account's keys are found among its own, also where what is looked for is in the names of all there are. PostgreSQL trusts
-- the owner of a database with that extension, too.
CREATE EXTENSION IF NOT EXISTS btree_gin;
DROP INDEX api_keys_search;
CREATE INDEX api_keys_search ON api_keys USING gin (account_id, search_text gin_trgm_ops);
