-- no-transaction
-- The products of a type, in the order of their ids.
create index concurrently products_of_type on catalog.products (product_type, id) where product_type is not null;
