-- Takes a product away with all that is its own, and notes that its address is gone. Only what is on sale is counted,
-- and in collections. Tells the collections that it was in.
--
-- $1  uuid  its id
with gone as (
    delete from catalog.products where id = $1 returning id, slug, status
), noted as (
    insert into catalog.former_slugs (slug, product_id) select slug, id from gone
    on conflict (slug) do update set product_id = excluded.product_id, since = now()
), counted as (
    update catalog.totals set products = products - (select count(*) from gone where status = 'active')
)
update catalog.collections c set products = c.products - 1
from catalog.collection_products m
where m.product_id = $1 and m.collection_slug = c.slug
returning c.slug
