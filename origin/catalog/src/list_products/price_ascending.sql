-- All products, the cheapest first. The page's products are picked first, and only of them is read what
-- their cards show. How many there are is read with them, in one snapshot: a page without products has one row all the same.
--
-- $1  text  the currency    $2  bigint  how many to skip    $3  bigint  how many to take
select listed.products as total, p.id, p.prices_version, p.document - '{summary,description,attributes}'::text[] as document,
       l.amount_minor, l.compare_at_minor, l.lowest_before_minor, l.measure,
       coalesce(l.varies, false) as varies
from catalog.totals as listed
left join (
    unnest(array(
             select product_id from catalog.listing_prices where currency = $1 order by amount_minor, product_id
             offset $2 limit $3
         )) with ordinality as picked (id, place)
    join catalog.products p on p.id = picked.id
    left join catalog.listing_prices l on l.product_id = p.id and l.currency = $1
) on true
order by picked.place
