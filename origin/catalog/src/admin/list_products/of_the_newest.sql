-- The newest products, and of which of them something is said that very many have.
--
-- $1  text  only of this status       $2  uuid  only before this one
-- $3  text  what is looked for, as a tsquery      $4  bigint  how many to look at
-- $5  text  what is looked for, as it was typed: it may be a SKU
-- $6  text  only in this collection
select p.id,
       ($6::text is null or coalesce(p.document -> 'collections' ? $6, false))
       and ((to_tsvector('simple', p.slug) || jsonb_to_tsvector('simple', p.document -> 'title', '["string"]')
        || to_tsvector('simple', coalesce(p.document ->> 'brand', ''))) @@ to_tsquery('simple', $3)
       or p.id = any(array(select v.product_id from catalog.variants v where v.sku = $5)))
from catalog.products p
where ($1::text is null or p.status = $1) and ($2::uuid is null or p.id < $2)
order by p.id desc limit $4
