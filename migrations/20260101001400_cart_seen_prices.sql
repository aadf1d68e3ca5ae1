-- Carts that count their changes, lines that know the price they were seen at, and carts that have
-- become part of another.

-- Raised by each change: of two replies about a cart, the one with the larger number is the newer.
alter table orders.carts add column version bigint not null default 0;

create index carts_customer on orders.carts (customer_id, updated_at desc) where customer_id is not null;

-- The offer's prices when the shopper last put pieces in or changed how many. Minor units by
-- currency: {"EUR": 1999}. Lines from before this column know none.
alter table orders.cart_lines add column seen_prices jsonb check (jsonb_typeof(seen_prices) = 'object');

-- Guests' carts that are gone since their shoppers logged in. What still comes for one of them goes
-- to the cart that has its lines.
create table orders.merged_carts (
    id          uuid primary key,
    cart_id     uuid not null references orders.carts,
    customer_id uuid not null,
    merged_at   timestamptz not null default now()
);

create index merged_carts_cart on orders.merged_carts (cart_id);
