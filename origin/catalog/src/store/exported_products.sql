-- The next products as the merchant arranged them, whether they are on sale or not, with their variants and the prices of
-- now: as many as weigh no more than the bound, and one at least. A variant weighs about 500 bytes; a document, which is
-- kept packed, four times what it takes.
--
-- $1  bigint  the place that they come after
-- $2  bigint  how many at most
-- $3  bigint  what they weigh at most
with upcoming as (
    select p.id, p.position, p.document, p.product_type, pg_column_size(p.document) * 4::bigint + (
        select count(*) from catalog.variants v where v.product_id = p.id) * 500 as weight
    from catalog.products p
    where p.position > $1
    order by p.position
    limit $2
), weighed as (
    select upcoming.*, sum(weight) over (order by position) - weight as before from upcoming
)
select p.position, p.document, p.product_type, coalesce((
           select jsonb_agg(jsonb_build_object(
               'sku', v.sku, 'gtin', v.gtin, 'options', v.options, 'weight_grams', v.weight_grams,
               'tax_class', v.tax_class, 'components', v.components, 'measure', v.measure,
               'prices', coalesce((
                   select jsonb_agg(jsonb_build_object(
                       'currency', price.currency, 'amount_minor', price.amount_minor,
                       'compare_at_minor', price.compare_at_minor) order by price.currency)
                   from catalog.prices price where price.sku = v.sku), '[]')
           ) order by v.position)
           from catalog.variants v where v.product_id = p.id), '[]') as variants
from weighed p
where p.before = 0 or p.before + p.weight <= $3
order by p.position
