-- What is sold, what is in stock, carts, orders and their payments: one service, because placing
-- an order is one transaction.
create schema orders;

-- What this service knows of what is sold, learnt from the catalogue. A SKU that is no longer sold
-- stays, inactive: carts may still hold it.
create table orders.offers (
    sku        text primary key check (length(sku) between 1 and 64),
    product_id uuid not null,
    slug       text not null,
    -- Both in each language: {"en": "Mug", "de": "Becher"}.
    title      jsonb not null,
    choice     jsonb not null,
    -- Minor units by currency: {"EUR": 1999}.
    prices     jsonb not null check (jsonb_typeof(prices) = 'object'),
    picture    jsonb,
    active     boolean not null
);

create index offers_product on orders.offers (product_id);

-- How many pieces there are. The checks are the last word on overselling.
create table orders.stock_levels (
    sku      text primary key check (length(sku) between 1 and 64),
    on_hand  bigint not null default 0,
    reserved bigint not null default 0,
    constraint stock_levels_on_hand check (on_hand >= 0),
    constraint stock_levels_reserved check (reserved >= 0 and reserved <= on_hand)
);

-- Why each level is what it is: the sum of a SKU's deltas is its on_hand.
create table orders.stock_movements (
    id         bigint generated always as identity primary key,
    sku        text not null references orders.stock_levels,
    delta      bigint not null check (delta <> 0),
    reason     text not null,
    order_id   uuid,
    created_at timestamptz not null default now()
);

create index stock_movements_sku on orders.stock_movements (sku, id);
create index stock_movements_order on orders.stock_movements (order_id) where order_id is not null;

-- Each offer with the pieces that can be bought now.
create view orders.stocked_offers as
    select offer.sku, offer.product_id, offer.slug, offer.title, offer.choice, offer.prices, offer.picture,
           offer.active, coalesce(level.on_hand - level.reserved, 0) as available
    from orders.offers as offer
    left join orders.stock_levels as level on level.sku = offer.sku;

-- A cart's id is a secret: whoever knows it may change the cart.
create table orders.carts (
    id          uuid primary key,
    customer_id uuid,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create index carts_age on orders.carts (updated_at);

create table orders.cart_lines (
    cart_id  uuid not null references orders.carts on delete cascade,
    sku      text not null references orders.offers,
    quantity integer not null check (quantity between 1 and 99),
    added_at timestamptz not null default clock_timestamp(),
    primary key (cart_id, sku)
);

create index cart_lines_sku on orders.cart_lines (sku);

create table orders.orders (
    id                 uuid primary key,
    -- Given when the order is paid for, without gaps.
    number             bigint unique,
    state              text not null check (state in ('awaiting_payment', 'placed', 'refused')),
    customer_id        uuid,
    cart_id            uuid not null,
    market             text not null,
    currency           text not null,
    email              text not null,
    address            jsonb not null,
    delivery           text not null,
    subtotal_minor     bigint not null check (subtotal_minor >= 0),
    delivery_fee_minor bigint not null check (delivery_fee_minor >= 0),
    total_minor        bigint not null check (total_minor = subtotal_minor + delivery_fee_minor),
    -- A repeat of the request finds the order it began, even before there is a reply to repeat.
    idempotency_key    text not null unique,
    fingerprint        bytea not null check (length(fingerprint) = 32),
    created_at         timestamptz not null default now(),
    check (number is not null or state <> 'placed')
);

-- Counting stock asks what these hold; there are few of them.
create index orders_awaiting_payment on orders.orders (id) where state = 'awaiting_payment';
create index orders_customer on orders.orders (customer_id, created_at desc) where customer_id is not null;

-- What was sold, as it was at that time: later changes of the offer do not reach it.
create table orders.order_lines (
    order_id         uuid not null references orders.orders,
    position         integer not null,
    sku              text not null,
    product_id       uuid not null,
    slug             text not null,
    title            text not null,
    choice           text not null,
    quantity         integer not null check (quantity between 1 and 99),
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    primary key (order_id, position),
    unique (order_id, sku)
);

-- The last number given. A row instead of a sequence: a transaction that fails gives its number back.
create table orders.order_numbers (
    only_row boolean primary key default true check (only_row),
    last     bigint not null
);

insert into orders.order_numbers (last) values (1000);

-- The id is also the provider's idempotency key, so that one payment is charged at most once.
create table orders.payments (
    id             uuid primary key,
    order_id       uuid not null unique references orders.orders,
    state          text not null check (state in ('pending', 'authorised', 'declined')),
    amount_minor   bigint not null check (amount_minor >= 0),
    currency       text not null,
    -- The provider's own name for it.
    reference      text,
    decline_reason text,
    created_at     timestamptz not null default now(),
    settled_at     timestamptz,
    check (reference is not null or state <> 'authorised'),
    check (decline_reason is not null or state <> 'declined')
);

create index payments_pending on orders.payments (created_at) where state = 'pending';

-- The books of the built-in test provider. A real provider's are elsewhere; these are written as
-- if they were, outside the shop's transactions.
create table orders.test_provider_charges (
    payment_id   uuid primary key,
    amount_minor bigint not null,
    currency     text not null,
    outcome      text not null check (outcome in ('authorised', 'declined', 'cancelled')),
    created_at   timestamptz not null default now()
);
