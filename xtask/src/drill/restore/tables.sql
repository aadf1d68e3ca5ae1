-- The sum does not depend on the order of the rows. An origin that begins on a restored database may say so in the outbox, for
-- whoever keeps the list of providers: that is no difference.
select format(
           'select %L, count(*), coalesce(sum(hashtextextended(row_of::text, 0)::numeric), 0) from %I.%I as row_of %s',
           schemaname || '.' || tablename, schemaname, tablename,
           case when schemaname = 'shop' and tablename = 'outbox' then 'where subject <> ''shop.accounts.providers_read''' end
       )
from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'drill')
order by schemaname, tablename
\gexec
