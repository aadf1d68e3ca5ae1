-- The newest products of a collection: those on sale by its index, those that are not, which should be few, all at once.
--
-- $1  text  only of this status       $2  uuid    only before this one
-- $3  text  which collection          $4  bigint  how many to take
with beside as materialized (
    select p.id from catalog.products p
    where p.status <> 'active' and p.document -> 'collections' ? $3
          and ($1::text is null or p.status = $1) and ($2::uuid is null or p.id < $2)
), sold as (
    select m.product_id as id from catalog.collection_products m
    where m.collection_slug = $3 and ($1::text is null or $1 = 'active') and ($2::uuid is null or m.product_id < $2)
    order by m.product_id desc limit $4
)
select id from (select id from beside union select id from sold) as found order by id desc limit $4
