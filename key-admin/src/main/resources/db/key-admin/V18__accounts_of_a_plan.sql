-- How many accounts have a plan is counted in this index alone.
CREATE INDEX accounts_by_plan ON accounts (plan_id) WHERE state <> 'deleted';
