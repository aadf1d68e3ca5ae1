-- Addresses that products had: one that is no product's any more leads to the product it was of, or says that it is gone.
create table catalog.former_slugs (
    slug text primary key,
    product_id uuid not null,
    since timestamptz not null default now()
);

create index former_slugs_product on catalog.former_slugs (product_id);

-- Counts the changes of what a collection says.
alter table catalog.collections add column version bigint not null default 1;
