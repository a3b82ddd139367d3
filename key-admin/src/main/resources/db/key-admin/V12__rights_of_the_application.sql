-- The application may not make tables. What it needs of them, afterMigrate__rights.sql grants.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION ensure_usage_month(date) SECURITY DEFINER SET search_path = %I, pg_temp',
        current_schema());
    REVOKE EXECUTE ON FUNCTION ensure_usage_month(date) FROM PUBLIC;
END
$$;
