-- What fills a collection by itself, and how far all products have been asked since the rule was given or its day began:
-- the last product that was, or none if all have been.
alter table catalog.collections add column rule jsonb;
alter table catalog.collections add column rule_asked_to uuid;
alter table catalog.collections add column rule_asked_on date;
-- Products whose prices have changed by themselves, to be asked again.
create table catalog.rule_products (
    product_id uuid primary key references catalog.products (id) on delete cascade
);

-- Triggers note them, so that no program can change a price past the rules. Who has asked the rules takes its own out.
create function catalog.note_rule_products() returns trigger
    language plpgsql
    as $$
begin
    if exists (select from catalog.collections where rule is not null) then
        insert into catalog.rule_products (product_id)
        -- SKU by SKU: the plan is kept, and must suit one price as well as thousands.
        select distinct owner.product_id
        from priced cross join lateral (
            select product_id from catalog.variants where variants.sku = priced.sku limit 1) as owner
        on conflict do nothing;
    end if;
    return null;
end
$$;

create trigger prices_note_inserted after insert on catalog.prices
    referencing new table as priced for each statement execute function catalog.note_rule_products();

create trigger prices_note_updated after update on catalog.prices
    referencing new table as priced for each statement execute function catalog.note_rule_products();

create trigger prices_note_deleted after delete on catalog.prices
    referencing old table as priced for each statement execute function catalog.note_rule_products();
