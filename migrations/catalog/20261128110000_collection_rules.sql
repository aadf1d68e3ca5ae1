-- What fills a collection by itself, and how far all products have been asked since the rule was given or its day began:
-- the last product that was, or none if all have been.
alter table catalog.collections add column rule jsonb;
alter table catalog.collections add column rule_asked_to uuid;
alter table catalog.collections add column rule_asked_on date;
-- Products whose prices have changed by themselves, to be asked again.
create table catalog.rule_products (
    product_id uuid primary key references catalog.products (id) on delete cascade
);
