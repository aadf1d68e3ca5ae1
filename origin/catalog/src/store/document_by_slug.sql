-- A product that is on sale, with its variants and the prices of now, in one snapshot.
--
-- $1  text  its slug
select p.id, p.prices_version, p.document, p.product_type, coalesce((
           select jsonb_agg(jsonb_build_object(
               'sku', v.sku, 'gtin', v.gtin, 'options', v.options, 'weight_grams', v.weight_grams,
               'tax_class', v.tax_class, 'components', v.components, 'measure', v.measure,
               'prices', coalesce((
                   select jsonb_agg(jsonb_build_object(
                       'currency', price.currency, 'amount_minor', price.amount_minor,
                       'compare_at_minor', price.compare_at_minor,
                       'lowest_before_minor', price.lowest_before_minor) order by price.currency)
                   from catalog.prices price where price.sku = v.sku), '[]')
           ) order by v.position)
           from catalog.variants v where v.product_id = p.id), '[]') as variants
from catalog.products p
where p.slug = $1 and p.status = 'active'
