-- The roles of a server of our own, beside the superuser: the owner migrates, and the runtime role serves with what
-- `origin migrate` grants to it.
do $$
declare
    change text;
begin
    if to_regrole('shop_owner') is null then
        create role shop_owner login;
        create role shop_runtime login;
    end if;
    execute format('alter role shop_owner password %L', current_setting('selvedge.owner_password'));
    execute format('alter role shop_runtime password %L', current_setting('selvedge.runtime_password'));
    execute format('alter database %I owner to shop_owner', current_database());
    -- What was made before there were roles goes over to the owner; sequences of columns go with their tables.
    for change in
        with ours as (
            select oid from pg_namespace
            where nspname not like 'pg\_%' and nspname <> 'information_schema'
        )
        select format('alter schema %I owner to shop_owner', nspname) from pg_namespace
        where oid in (select oid from ours) and nspowner = current_user::regrole
        union all
        select format('alter table %s owner to shop_owner', oid::regclass) from pg_class
        where relnamespace in (select oid from ours) and relowner = current_user::regrole
              and (relkind in ('r', 'v')
                   or relkind = 'S' and not exists (
                       select from pg_depend
                       where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')
                   ))
        union all
        select format('alter routine %s owner to shop_owner', oid::regprocedure) from pg_proc
        where pronamespace in (select oid from ours) and proowner = current_user::regrole
    loop
        execute change;
    end loop;
end
$$
