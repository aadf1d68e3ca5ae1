-- Where stock lies, how strictly it is kept, and what is made of several stock items.

-- What is ordered beyond what is here is owed by main, which is always there.
create table orders.stock_locations (
    code     text primary key check (length(code) between 1 and 64),
    name     text not null check (length(name) between 1 and 100),
    -- Lower is taken from first.
    priority integer not null default 0,
    active   boolean not null default true,
    constraint stock_locations_main check (active or code <> 'main')
);

insert into orders.stock_locations (code, name) values ('main', 'Stock room');

drop view orders.stocked_offers;

alter table orders.stock_movements drop constraint stock_movements_sku_fkey;
alter table orders.reservations drop constraint reservations_sku_fkey;

alter table orders.stock_levels
    add column location text not null default 'main' references orders.stock_locations,
    -- How the SKU's stock is kept, wherever it lies: said by its level at main.
    add column policy text not null default 'tracked',
    -- How many pieces may be owed; null is any number.
    add column backorder_limit bigint,
    add constraint stock_levels_policy check (policy in ('tracked', 'backorder', 'untracked')),
    add constraint stock_levels_backorder_limit check
        (backorder_limit is null or policy = 'backorder' and backorder_limit >= 0),
    add constraint stock_levels_policy_at_main check (location = 'main' or policy = 'tracked');

-- A million millions stands for any number.
alter table orders.stock_levels
    add column lowest bigint not null generated always as (case policy
        when 'tracked' then 0
        when 'backorder' then -coalesce(backorder_limit, 1000000000000)
        else -1000000000000
    end) stored;

-- Still the last word on overselling: what is free is never less than zero, or than what may be owed.
alter table orders.stock_levels
    drop constraint stock_levels_on_hand,
    drop constraint stock_levels_reserved,
    drop constraint stock_levels_pkey,
    add primary key (sku, location),
    add constraint stock_levels_reserved check (reserved >= 0),
    add constraint stock_levels_on_hand check (on_hand - reserved >= lowest);

create index stock_levels_location on orders.stock_levels (location) where on_hand <> reserved;

alter table orders.stock_movements
    add column location text not null default 'main',
    add foreign key (sku, location) references orders.stock_levels;

alter table orders.reservations
    add column location text not null default 'main',
    drop constraint reservations_pkey,
    add primary key (cart_id, sku, location),
    add foreign key (sku, location) references orders.stock_levels;

-- What is sold as one and lies on the shelf as several, as the catalogue says. A component is a
-- stock item and itself no bundle.
create table orders.bundle_components (
    bundle text not null references orders.offers,
    sku    text not null check (length(sku) between 1 and 64),
    pieces bigint not null check (pieces between 1 and 1000),
    primary key (bundle, sku)
);

create index bundle_components_sku on orders.bundle_components (sku);

-- What the bundles of an order were made of when it was placed: later changes do not reach it.
create table orders.order_bundles (
    -- Written together with the pieces that are taken, before the order itself.
    order_id uuid not null references orders.orders deferrable initially deferred,
    bundle   text not null,
    sku      text not null,
    pieces   bigint not null check (pieces > 0),
    primary key (order_id, bundle, sku)
);

-- What can be had of a SKU, a bundle or a stock item: pieces that are here, at all active locations,
-- and pieces that can be ordered. To a cart, what it holds itself counts too, and so do holds that
-- are over. A million millions stands for any number.
create function orders.stock_of(wanted text, cart uuid) returns table (available bigint, orderable bigint)
language sql stable rows 1 as $$
    select min(least(case when item.policy = 'untracked' then 1000000000000 else item.here end
                     / part.pieces, 1000000000000)),
           min(case item.policy
                   when 'untracked' then 1000000000000
                   when 'backorder' then least(greatest(item.here + coalesce(item.backorder_limit, 1000000000000), 0)
                                               / part.pieces, 1000000000000)
                   else greatest(item.here, 0) / part.pieces
               end)
    from (
        select component.sku, component.pieces
        from orders.bundle_components as component where component.bundle = wanted
        union all
        select wanted, 1
        where not exists (select from orders.bundle_components as component where component.bundle = wanted)
    ) as part
    cross join lateral (
        select coalesce(sum(level.on_hand - level.reserved + coalesce((
                   select sum(held.quantity) from orders.reservations as held
                   where held.sku = level.sku and held.location = level.location
                     and cart is not null and (held.cart_id = cart or held.reserved_until <= now())
               ), 0)) filter (where place.active), 0)::bigint as here,
               max(level.policy) filter (where level.location = 'main') as policy,
               max(level.backorder_limit) as backorder_limit
        from orders.stock_levels as level
        join orders.stock_locations as place on place.code = level.location
        where level.sku = part.sku
    ) as item
$$;

-- Each offer with the pieces that are here and can be bought now, how many can be ordered beyond
-- them, and what it is made of.
create view orders.stocked_offers as
    select offer.*, stock.available, stock.orderable - stock.available as beyond,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'pieces', component.pieces) order by component.sku)
               from orders.bundle_components as component where component.bundle = offer.sku
           ), '[]') as components
    from orders.offers as offer
    cross join lateral orders.stock_of(offer.sku, null) as stock;

alter table catalog.variants
    add column components jsonb not null default '[]' check (jsonb_typeof(components) = 'array');

-- Bundles by what they are made of.
create index variants_components on catalog.variants using gin (components jsonb_path_ops) where components <> '[]';

-- Events that say no more than that something changed are told at once, and their repeats held
-- together for a moment: consumers read anew whatever they are told of.
alter table shop.outbox
    -- The same for events that say the same; none if each is to be told.
    add column same_as    text,
    -- When it may be published.
    add column not_before timestamptz not null default now();

create index outbox_same_as on shop.outbox (same_as, not_before desc) where same_as is not null;
