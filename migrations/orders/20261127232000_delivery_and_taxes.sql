-- What the merchant sets of delivery and of tax. Each change is a row, and the highest version counts; without one what is
-- built into the program does. A row is never changed, so whoever knows its id knows what it says.
create table orders.delivery_versions (
    version    bigint primary key check (version > 0),
    id         uuid not null unique default gen_random_uuid(),
    zones      jsonb not null check (jsonb_typeof(zones) = 'array'),
    created_at timestamptz not null default now()
);

create table orders.tax_versions (
    version    bigint primary key check (version > 0),
    id         uuid not null unique default gen_random_uuid(),
    rules      jsonb not null check (jsonb_typeof(rules) = 'array'),
    created_at timestamptz not null default now()
);

-- What bears on the price of a cart, with what is set of delivery and of tax at that moment.
create function orders.adjustments_and_rules_of(cart uuid, customer text) returns table (adjustments jsonb)
language sql stable rows 1 as $$
    select known.adjustments || jsonb_build_object('rules', jsonb_build_object(
        'delivery', (select id from orders.delivery_versions order by version desc limit 1),
        'taxes', (select id from orders.tax_versions order by version desc limit 1)))
    from orders.adjustments_of(cart, customer) as known
$$;
