-- Facts that events carry have versions: of two values of a thing the one with the higher version is
-- the newer, in whatever order the events arrive (ADR 12). A version is taken under the lock of what it
-- is about, so that versions of one thing rise in the order of its commits. Values may be skipped.
create sequence orders.stock_versions;
create sequence catalog.prices_versions;

-- The version of what shoppers are told of a SKU's stock, kept by its level at main.
alter table orders.stock_levels add column version bigint not null default 0;

-- The version of the prices of all variants of a product.
alter table catalog.products add column prices_version bigint not null default 0;
