-- Products for staff, the newest first: ids begin with the time at which they were made.
--
-- $1  uuid[]  which
select jsonb_build_object(
           'id', p.id, 'version', p.prices_version, 'slug', p.slug, 'status', p.status, 'title', p.document -> 'title',
           'brand', coalesce(p.document ->> 'brand', ''), 'picture', p.document #>> '{media,0,path}',
           'variants', (select count(*) from catalog.variants v where v.product_id = p.id),
           'updated_at', to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       )
from catalog.products p
where p.id = any($1)
order by p.id desc
