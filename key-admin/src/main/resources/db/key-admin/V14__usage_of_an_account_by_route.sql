-- What an account's routes were used for, and a key's over many days, is read without a look at everybody else's.
ALTER TABLE usage_routes ADD COLUMN account_id text;
UPDATE usage_routes r SET account_id = d.account_id FROM usage_daily d WHERE d.day = r.day AND d.key_id = r.key_id;
ALTER TABLE usage_routes ALTER COLUMN account_id SET NOT NULL;

CREATE INDEX usage_routes_by_key ON usage_routes (key_id, day);
CREATE INDEX usage_routes_by_account ON usage_routes (account_id, day);
