-- Where a product is in its life. Only an active one is on sale: it alone stands in lists and collections, has a page
-- and is counted in catalog.totals.
alter table catalog.products
    add column status text not null default 'active'
        constraint products_status_check check (status in ('draft', 'active', 'archived'));
