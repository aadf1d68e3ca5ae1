-- Pieces held for carts at checkout. A level's reserved is always the sum of its SKU's reservations:
-- both are changed together, under the level's lock. One that is over stays until it is released.
create table orders.reservations (
    -- A cart cannot be thrown away before it has given back what it holds.
    cart_id        uuid not null references orders.carts,
    sku            text not null references orders.stock_levels,
    quantity       integer not null check (quantity > 0),
    reserved_until timestamptz not null,
    -- When the cart first held something without a break: holds are renewed, but not for ever.
    begun_at       timestamptz not null,
    primary key (cart_id, sku),
    check (reserved_until >= begun_at)
);

create index reservations_over on orders.reservations (reserved_until);
create index reservations_sku on orders.reservations (sku, reserved_until);
