-- How many products something is said of, up to a bound, and the newest of them.
--
-- $1  text  only of this status       $2  uuid  only before this one     $3  text  what is looked for, as a SKU
-- $4  text  the same as a tsquery     $5  bigint  the bound              $6  bigint  how many to take
-- $7  text  only in this collection
with said as materialized (
    select p.id from catalog.products p
    where (to_tsvector('simple', p.slug) || jsonb_to_tsvector('simple', p.document -> 'title', '["string"]')
           || to_tsvector('simple', coalesce(p.document ->> 'brand', ''))) @@ to_tsquery('simple', $4)
          and ($1::text is null or p.status = $1) and ($2::uuid is null or p.id < $2)
    limit $5
), sold as (
    select p.id from catalog.variants v join catalog.products p on p.id = v.product_id
    where v.sku = $3 and ($1::text is null or p.status = $1) and ($2::uuid is null or p.id < $2)
)
select (select count(*) from said),
       array(select found.id from (select id from said union select id from sold) as found
             where $7::text is null
                   or exists (select from catalog.products p where p.id = found.id and p.document -> 'collections' ? $7)
             order by found.id desc limit $6)
