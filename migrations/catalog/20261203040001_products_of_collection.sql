-- no-transaction
-- The products of a collection that are not on sale, which `catalog.collection_products` does not have.
create index concurrently products_of_collection on catalog.products using gin ((document -> 'collections'))
where status <> 'active';
