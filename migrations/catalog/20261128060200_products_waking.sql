-- no-transaction
-- What goes on sale next.
create index concurrently products_waking on catalog.products (on_sale_from) where status = 'scheduled';
