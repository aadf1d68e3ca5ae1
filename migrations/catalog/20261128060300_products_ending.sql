-- no-transaction
-- What leaves the sale next.
create index concurrently products_ending on catalog.products (on_sale_until)
    where status in ('scheduled', 'active') and on_sale_until is not null;
