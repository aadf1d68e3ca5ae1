-- The sum does not depend on the order of the rows.
select format(
           'select %L, count(*), coalesce(sum(hashtextextended(row_of::text, 0)::numeric), 0) from %I.%I as row_of',
           schemaname || '.' || tablename, schemaname, tablename
       )
from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'drill')
order by schemaname, tablename
\gexec
