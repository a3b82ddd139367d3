-- An import that is open takes the keys that gates find at their first use. There is one at a time.
ALTER TABLE imports
    DROP CONSTRAINT imports_state_check,
    ADD CONSTRAINT imports_state_check CHECK (state IN ('waiting', 'running', 'done', 'interrupted', 'open'));
CREATE UNIQUE INDEX imports_open ON imports (state) WHERE state = 'open';
