-- What the application may do, where it does not log in as the owner of the tables: anew at each start, so that this is
-- the whole list. The past (audit_log, audit_blocks, plan_versions, plan_prices, credits, coupons, usage_corrections, invoices)
-- it may add to, and not change.
DO $$
DECLARE
    application text := '${application_role}';
    may text;
BEGIN
    IF application = current_user THEN
        RETURN;
    END IF;
    -- Several instances may start at once.
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.rights'));
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', current_schema(), application);
    FOREACH may IN ARRAY ARRAY[
        'USAGE ON SEQUENCE api_key_versions',
        'EXECUTE ON FUNCTION ensure_usage_month(date)',
        'SELECT, INSERT ON audit_log, audit_blocks, plan_versions, plan_prices, invoices, invoice_lines, reconciliations',
        'SELECT, INSERT ON credits, coupons, redemptions, usage_corrections',
        'SELECT ON billable_by_account, billable_by_key',
        'SELECT, INSERT, UPDATE ON subscriptions, billing_accounts',
        'SELECT, UPDATE ON invoice_numbers, alert_rules',
        'SELECT, INSERT, UPDATE, DELETE ON planned_changes',
        'SELECT, INSERT, UPDATE ON accounts, api_keys, plans, plan_editions',
        'SELECT, INSERT, UPDATE ON usage_daily, usage_hourly, usage_routes, usage_meters, usage_progress, key_usage, key_usage_monthly',
        'SELECT, INSERT, UPDATE ON account_usage_daily, account_usage_hourly, account_usage_routes, account_usage_outcomes, account_usage_meters',
        'SELECT, INSERT, UPDATE ON imports',
        'SELECT, INSERT, DELETE ON import_refusals',
        'SELECT, INSERT, DELETE ON alerts',
        'SELECT, INSERT, UPDATE, DELETE ON webhooks, webhook_events, webhook_deliveries',
        'SELECT, INSERT, UPDATE, DELETE ON gateways, unusual_hours',
        'SELECT, INSERT, UPDATE, DELETE ON users, sessions, admin_tokens, idempotency_keys, outbox'
    ] LOOP
        EXECUTE format('GRANT %s TO %I', may, application);
    END LOOP;
END
$$;
