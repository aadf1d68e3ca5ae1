-- What the shop sells. Texts live in a document; what is sorted by, referred to or changed alone lives in rows.
create schema catalog;

-- The versions of prices: of two events about the prices of a product the one with the higher version is the
-- newer, in whatever order they arrive (ADR 12). A version is taken under the lock of the product, so that
-- versions rise in the order of its commits. Values may be skipped.
create sequence catalog.prices_versions;

create table catalog.products (
    id             uuid primary key,
    -- The merchant's order: products are featured as they were first imported.
    position       bigint generated always as identity,
    slug           text not null unique,
    -- api::catalog::ProductDocument without its variants: those have rows of their own.
    document       jsonb not null,
    released_on    date,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    -- The version of the prices of all its variants.
    prices_version bigint not null default 0
);

create unique index products_featured on catalog.products (position);
create index products_newest on catalog.products (released_on desc nulls last, id desc);

create table catalog.variants (
    sku          text primary key,
    product_id   uuid not null references catalog.products on delete cascade,
    gtin         text,
    options      jsonb not null,
    position     integer not null,
    weight_grams bigint check (weight_grams >= 0),
    tax_class    text not null default 'standard'
        check (tax_class in ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero')),
    -- What it is made of, if it is a bundle.
    components   jsonb not null default '[]' check (jsonb_typeof(components) = 'array')
);

create index variants_product on catalog.variants (product_id);
-- Bundles by what they are made of.
create index variants_components on catalog.variants using gin (components jsonb_path_ops) where components <> '[]';

create table catalog.prices (
    sku              text not null references catalog.variants on delete cascade,
    currency         text not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor     bigint not null check (amount_minor >= 0),
    compare_at_minor bigint check (compare_at_minor > amount_minor),
    primary key (sku, currency)
);

-- The price a product is listed with: its lowest in each currency. It follows from catalog.prices
-- and is rewritten in the same transaction, so that a list sorted by price walks one index.
-- A product that is not sold in the currency of one of the shop's markets has a row without an
-- amount there: it is listed last. A migration that adds a currency adds these rows.
create table catalog.listing_prices (
    product_id       uuid not null references catalog.products on delete cascade,
    currency         text not null,
    amount_minor     bigint,
    compare_at_minor bigint,
    -- Whether the variants have different prices.
    varies           boolean not null,
    primary key (product_id, currency)
);

create index listing_prices_ascending on catalog.listing_prices (currency, amount_minor, product_id);
create index listing_prices_descending on catalog.listing_prices (currency, amount_minor desc nulls last, product_id);

create table catalog.collections (
    slug        text primary key,
    title       jsonb not null,
    description jsonb not null,
    position    integer not null,
    image       jsonb,
    -- How many products it holds; kept by the statement that changes the membership.
    products    bigint not null default 0 check (products >= 0),
    updated_at  timestamptz not null default now()
);

create table catalog.collection_products (
    collection_slug text not null references catalog.collections,
    product_id      uuid not null references catalog.products on delete cascade,
    position        bigint not null,
    primary key (collection_slug, product_id)
);

create index collection_products_featured on catalog.collection_products (collection_slug, position);
create index collection_products_product on catalog.collection_products (product_id);

-- One row: counting a million products for every list would take longer than the list.
create table catalog.totals (
    only_row boolean primary key default true check (only_row),
    products bigint not null default 0 check (products >= 0)
);

insert into catalog.totals default values;
