-- Notes the products of a collection that a filter finds, on sale or not.
--
-- $1  uuid  the edit                          $2  text    only of this status
-- $3  text  what is looked for, as a SKU      $4  text    the same as a tsquery
-- $5  bigint  how many to take                $6  text    which collection
insert into catalog.bulk_edit_products (edit_id, product_id)
with member as (
    select m.product_id as id from catalog.collection_products m where m.collection_slug = $6
    union
    select p.id from catalog.products p where p.status <> 'active' and p.document -> 'collections' ? $6
)
select $1, found.id
from (
    (select p.id from member join catalog.products p on p.id = member.id
    where ($2::text is null or p.status = $2)
          and ($3 = '' or (to_tsvector('simple', p.slug)
                           || jsonb_to_tsvector('simple', p.document -> 'title', '["string"]')
                           || to_tsvector('simple', coalesce(p.document ->> 'brand', '')))
                          @@ to_tsquery('simple', $4))
    limit $5)
    union
    select p.id from catalog.variants v join catalog.products p on p.id = v.product_id join member on member.id = p.id
    where v.sku = $3 and ($2::text is null or p.status = $2)
) as found
limit $5
