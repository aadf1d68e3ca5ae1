-- Products for staff, the newest first: ids begin with the time at which they were made.
--
-- $1  text  only of this status       $2  uuid  only before this one     $3  text  what is looked for, as a SKU; '' for all
-- $4  text  the same as a tsquery     $5  bigint  how many to take
select jsonb_build_object(
           'id', p.id, 'version', p.prices_version, 'slug', p.slug, 'status', p.status, 'title', p.document -> 'title',
           'brand', coalesce(p.document ->> 'brand', ''), 'picture', p.document #>> '{media,0,path}',
           'variants', (select count(*) from catalog.variants v where v.product_id = p.id),
           'updated_at', to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       )
from catalog.products p
where ($1::text is null or p.status = $1)
      and ($2::uuid is null or p.id < $2)
      and ($3 = ''
           or (to_tsvector('simple', p.slug) || jsonb_to_tsvector('simple', p.document -> 'title', '["string"]')
               || to_tsvector('simple', coalesce(p.document ->> 'brand', ''))) @@ to_tsquery('simple', $4)
           or p.id = any(array(select v.product_id from catalog.variants v where v.sku = $3)))
order by p.id desc limit $5
