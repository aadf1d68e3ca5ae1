-- Lets the role `selvedge.runtime_role` read and write rows in `selvedge.schemas`, of what is there and of what coming
-- migrations make, and nothing else. Run by the role that migrates.
do $$
declare
    runtime constant text := current_setting('selvedge.runtime_role');
    place text;
begin
    -- Two at once would change the same rows of PostgreSQL's own.
    perform pg_advisory_xact_lock(7235612);
    foreach place in array current_setting('selvedge.schemas')::text[] loop
        execute format('revoke all on schema %I from %I', place, runtime);
        execute format('revoke all on all tables in schema %I from %I', place, runtime);
        execute format('revoke all on all sequences in schema %I from %I', place, runtime);
        execute format('grant usage on schema %I to %I', place, runtime);
        execute format('grant select, insert, update, delete on all tables in schema %I to %I', place, runtime);
        execute format('grant usage, select on all sequences in schema %I to %I', place, runtime);
        execute format('grant execute on all functions in schema %I to %I', place, runtime);
        execute format(
            'alter default privileges in schema %I grant select, insert, update, delete on tables to %I', place, runtime
        );
        execute format('alter default privileges in schema %I grant usage, select on sequences to %I', place, runtime);
        execute format('alter default privileges in schema %I grant execute on functions to %I', place, runtime);
    end loop;
end
$$
